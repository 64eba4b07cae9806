"""The terminals of SPARQL as regular expressions, and its keywords.

https://www.w3.org/TR/sparql11-query/#sparqlGrammar, productions 139 to 173, with the signs and keywords of
https://www.w3.org/TR/sparql12-query/#sparqlGrammar and LATERAL.
"""

from __future__ import annotations

from typing import Final

LETTER: Final = (
    r"A-Za-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C\u200D\u2070-\u218F"
    r"\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
_MARK = r"\u00B7\u0300-\u036F\u203F\u2040"
_INNER = rf"{LETTER}_0-9{_MARK}\-"
_LOCAL_ESCAPE = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%]"

# A code point that is no surrogate and not beyond U+10FFFF: the engine reads on elsewhere if it meets another
_CODE_POINT = (
    r"\\u(?![dD][89A-Fa-f])[0-9A-Fa-f]{4}|\\U(?:0000(?![dD][89A-Fa-f])|000[1-9A-Fa-f]|0010)[0-9A-Fa-f]{4}"
)
_ESCAPE = rf"\\[tbnrf\"'\\]|{_CODE_POINT}"

SPACE: Final = r"[\x20\t\r\n]+"
COMMENT: Final = r"\#[^\r\n]*"
IRI: Final = rf"""<(?:[^\x00-\x20<>"{{}}|^`\\]|{_CODE_POINT})*+>"""
STRING: Final = (
    rf'''"""(?:[^"\\]|{_ESCAPE}|"{{1,2}}(?!"))*+"""|"(?:[^"\\\r\n]|{_ESCAPE})*+"'''
    rf"""|\'\'\'(?:[^'\\]|{_ESCAPE}|'{{1,2}}(?!'))*+\'\'\'|'(?:[^'\\\r\n]|{_ESCAPE})*+'"""
)
VARIABLE: Final = rf"[?$][{LETTER}_0-9][{LETTER}_0-9{_MARK}]*+"
BLANK: Final = rf"_:[{LETTER}_0-9](?:[{_INNER}]|\.++(?=[{_INNER}]))*+"
LANGUAGE: Final = r"@[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[A-Za-z]+)?"
PREFIX: Final = rf"[{LETTER}](?:[{_INNER}]|\.++(?=[{_INNER}]))*+"
LOCAL: Final = (
    rf"(?:[{LETTER}_:0-9]|{_LOCAL_ESCAPE})"
    rf"(?:[{_INNER}:]|{_LOCAL_ESCAPE}|\.++(?=[{_INNER}:]|{_LOCAL_ESCAPE}))*+"
)
WORD: Final = rf"[{LETTER}][{LETTER}_0-9]*+"
NUMBER: Final = r"(?:[0-9]+\.[0-9]*|\.?[0-9]+)[eE][+-]?[0-9]+|[0-9]*\.[0-9]+|[0-9]+"
SIGN: Final = r"<<\(?|\)?>>|\{\||\|\}|\^\^|&&|\|\||[!<>]=|."

ENGINE_LOCAL: Final = (
    r"(?:[A-Za-z_:0-9\u00C0-\uFFFD]|%..|\\.)"
    r"(?:[A-Za-z_:0-9\u00B7\u00C0-\uFFFD-]|%..|\\.)*"
    r"(?:\.+(?:[A-Za-z_:0-9\u00B7\u00C0-\uFFFD-]|%..|\\.)+)?"
)
"""What the engine takes of a LOCAL: one row of points in it at most, nothing beyond U+FFFF (0.5.13)."""

_CLAUSES: Final = """
BASE PREFIX VERSION SELECT DISTINCT REDUCED CONSTRUCT DESCRIBE ASK FROM NAMED WHERE ORDER BY ASC DESC
LIMIT OFFSET GROUP HAVING AS VALUES UNDEF OPTIONAL GRAPH SERVICE SILENT BIND UNION MINUS LATERAL FILTER
EXISTS NOT IN A TRUE FALSE SEPARATOR
"""
_FUNCTIONS: Final = """
COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT STR LANG LANGMATCHES
LANGDIR DATATYPE BOUND IRI URI BNODE RAND ABS CEIL FLOOR ROUND CONCAT STRLEN UCASE LCASE ENCODE_FOR_URI
CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER YEAR MONTH DAY HOURS MINUTES SECONDS TIMEZONE TZ NOW UUID
STRUUID MD5 SHA1 SHA256 SHA384 SHA512 COALESCE IF STRLANG STRLANGDIR STRDT SAMETERM ISIRI ISURI ISBLANK
ISLITERAL ISNUMERIC HASLANG HASLANGDIR REGEX SUBSTR REPLACE ISTRIPLE TRIPLE SUBJECT PREDICATE OBJECT
ADJUST
"""
_UPDATE_WORDS: Final = (
    "INSERT DELETE DATA LOAD CLEAR DROP CREATE ADD MOVE COPY WITH USING INTO TO DEFAULT ALL SILENT"
)
FUNCTIONS: Final = frozenset(_FUNCTIONS.split())
"""The functions and aggregates, in capitals."""
KEYWORDS: Final = FUNCTIONS | frozenset(_CLAUSES.split())
"""The keywords and functions of queries, in capitals."""
ALL_KEYWORDS: Final = KEYWORDS | frozenset(_UPDATE_WORDS.split())
"""Those of queries and updates."""
