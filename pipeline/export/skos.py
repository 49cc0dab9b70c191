"""The codebook as SKOS (W3C, 2009): a concept for every quality, and one for each direction."""

from __future__ import annotations

from pipeline.codebook import Codebook
from pipeline.export.qda import code_guid, guid
from pipeline.export.qda_make import RICHTING_UITLEG
from pipeline.export.text import clean
from pipeline.model import Richting


def concept_iri(kwaliteit: str, richting: Richting | None = None) -> str:
    """The name of a quality or direction on the web: its guid, the same as in REFI-QDA."""
    return f"urn:uuid:{code_guid(kwaliteit, richting)}"


def as_turtle(codebook: Codebook) -> bytes:
    """The codebook in Turtle; the names and explanations are in Dutch."""
    from rdflib import Graph, Literal, URIRef
    from rdflib.namespace import DCTERMS, RDF, SKOS

    graph = Graph(bind_namespaces="none")
    graph.bind("skos", SKOS)
    graph.bind("dcterms", DCTERMS)
    scheme = URIRef(f"urn:uuid:{guid('codeboek', codebook.naam)}")

    def say(subject: URIRef, predicate: URIRef, text: str) -> None:
        if text:
            graph.add((subject, predicate, Literal(clean(text), lang="nl")))

    graph.add((scheme, RDF.type, SKOS.ConceptScheme))
    say(scheme, DCTERMS.title, codebook.naam)
    for kwaliteit in codebook.kwaliteiten:
        concept = URIRef(concept_iri(kwaliteit.sleutel))
        graph.add((concept, RDF.type, SKOS.Concept))
        graph.add((concept, SKOS.topConceptOf, scheme))
        graph.add((concept, SKOS.inScheme, scheme))
        graph.add((scheme, SKOS.hasTopConcept, concept))
        graph.add((concept, SKOS.notation, Literal(kwaliteit.sleutel)))
        say(concept, SKOS.prefLabel, kwaliteit.naam)
        say(concept, SKOS.altLabel, kwaliteit.kort if kwaliteit.kort != kwaliteit.naam else "")
        say(concept, SKOS.definition, kwaliteit.definitie)
        for example in kwaliteit.wel:
            say(concept, SKOS.example, example)
        for outside in kwaliteit.niet:
            say(concept, SKOS.scopeNote, f"Niet: {outside}")
        for wie, doelen in kwaliteit.doelen:
            for doel in doelen:
                say(concept, SKOS.note, f"Doel van {wie}: {doel}")
        if kwaliteit.zelfde_als:
            graph.add((concept, SKOS.exactMatch, URIRef(concept_iri(kwaliteit.zelfde_als))))
        for richting in Richting:
            side = URIRef(concept_iri(kwaliteit.sleutel, richting))
            graph.add((side, RDF.type, SKOS.Concept))
            graph.add((side, SKOS.inScheme, scheme))
            graph.add((side, SKOS.broader, concept))
            graph.add((concept, SKOS.narrower, side))
            graph.add((side, SKOS.notation, Literal(f"{kwaliteit.sleutel} {richting}")))
            say(side, SKOS.prefLabel, f"{kwaliteit.naam} ({richting})")
            say(side, SKOS.definition, RICHTING_UITLEG[richting])
    return graph.serialize(format="turtle", encoding="utf-8")
