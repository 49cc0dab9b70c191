"""Consent and personal data: only this room makes the values that a report or export may show."""
