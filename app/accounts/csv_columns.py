"""What the columns of a file of people may hold, and what their headings usually mean."""

from collections.abc import Mapping, Sequence

from app.core.errors import Refused
from app.core.text import slug

FIELDS: dict[str, str] = {
    "name": "Name",
    "first_name": "First name",
    "last_name": "Last name",
    "email": "E-mail",
    "title": "Job title",
    "department": "Department",
    "role": "Buying role",
    "say": "Say",
    "stance": "Stance",
    "stage": "Stage",
    "note": "Note",
}

_SYNONYMS: dict[str, str] = {
    "name": "name|who|full name|fullname|person|contact|contact name|stakeholder|display name|naam|nom complet",
    "first_name": "first name|firstname|first|given name|forename|christian name|vorname|prenom",
    "last_name": "last name|lastname|last|surname|family name|nachname|nom",
    "email": "e-mail|email|mail|email address|e-mail address|mail address|work email|business email|primary email|"
    "email 1|courriel|correo",
    "title": "title|job title|jobtitle|position|function|job|headline",
    "department": "department|dept|team|division|business unit|unit|area|abteilung",
    "role": "buying role|buyer role|role|role in deal|contact role|persona|buying center role",
    "say": "say|influence|influence say|say influence|level of influence|decision power|authority|decision role",
    "stance": "stance|attitude|sentiment|disposition|support|position on us|for or against",
    "stage": "stage|buying stage|buyer stage|buying step|stage of buying",
    "note": "note|notes|comment|comments|remarks|description",
}
_MEANING = {slug(word): field for field, words in _SYNONYMS.items() for word in words.split("|")}


def guess(headings: Sequence[str]) -> dict[int, str]:
    """Column number to field, for those headings that are known; each field once, the first that fits."""
    found: dict[int, str] = {}
    for column, heading in enumerate(headings):
        field = _MEANING.get(slug(heading))
        if field is not None and field not in found.values():
            found[column] = field
    return found


def check_columns(chosen: Mapping[int, str], width: int) -> dict[int, str]:
    """The columns in use. Raises Refused for an unknown field, one held by two columns, or none that says who it is."""
    columns = {column: field for column, field in chosen.items() if field}
    if any(field not in FIELDS or not 0 <= column < width for column, field in columns.items()):
        raise Refused("Choose what each column holds from its list.", "columns")
    fields = list(columns.values())
    for field in fields:
        if fields.count(field) > 1:
            raise Refused(f"Two columns are set to “{FIELDS[field]}”. Leave one of them out.", "columns")
    if not {"name", "first_name", "last_name", "email"} & set(fields):
        raise Refused("Choose at least the column that holds the name, or the e-mail.", "columns")
    return columns
