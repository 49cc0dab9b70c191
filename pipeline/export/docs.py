"""The tagged stories for spaCy; only the room `tag` knows how a `Doc` is made."""

from __future__ import annotations

from pipeline.codebook import Codebook
from pipeline.export.text import clean, places, plain_text
from pipeline.protect.publish import Publication, PublicTag, PublicVerhaal


def as_docbin(publication: Publication, codebook: Codebook) -> bytes:
    """Every story as a `Doc` in a `DocBin` (see `pipeline.tag.docbin`)."""
    # spaCy takes a second to start, and no other format needs it.
    from pipeline.tag.docbin import GetagdeTekst, TekstTag, docbin

    def tagged(tag: PublicTag, text: str) -> TekstTag:
        found = zip(tag.bewijs, places(text, tag.bewijs), strict=True)
        zinnen = tuple((*place, bewijs.richting) for bewijs, place in found if place)
        return TekstTag(tag.kwaliteit, tag.richting, tag.herkomst, tag.kans, zinnen)

    def one(verhaal: PublicVerhaal) -> GetagdeTekst:
        text = plain_text(verhaal)
        tags = tuple(tagged(tag, text) for tag in verhaal.tags)
        return GetagdeTekst(clean(verhaal.pad), text, tags)

    keys = [kwaliteit.sleutel for kwaliteit in codebook.kwaliteiten]
    return docbin([one(verhaal) for verhaal in publication.verhalen], keys)
