"""Opening the parts of an Office file (a ZIP of XML) within bounds."""

from __future__ import annotations

import io
import zipfile
import zlib
from xml.etree import ElementTree

from reportqa.documents.readers.limits import MOST_PARTS, MOST_UNPACKED
from reportqa.errors import CorpusError

_ENCRYPTED = 0x1


class Package:
    """An Office file's parts, none of which is unpacked beyond a bound.

    Args:
        data: The file's bytes.
        name: Its name, for errors.

    Raises:
        CorpusError: It is damaged, or holds too many parts.
    """

    def __init__(self, data: bytes, name: str) -> None:
        self._name = name
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise self._damaged() from error
        if len(self._zip.infolist()) > MOST_PARTS:
            raise CorpusError(f"'{name}' holds more than {MOST_PARTS} parts", "Save it anew.")

    def part(self, path: str) -> ElementTree.Element | None:
        """The XML of a part, or None if there is none of that name.

        Raises:
            CorpusError: It is encrypted, too large unpacked, or no XML.
        """
        try:
            info = self._zip.getinfo(path)
        except KeyError:
            return None
        if info.flag_bits & _ENCRYPTED:
            raise CorpusError(f"'{self._name}' is encrypted", "Save a copy without a password.")
        xml = self._unpacked(info)
        if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
            # No Office program writes one, and entities can blow up without end.
            raise CorpusError(
                f"'{self._name}' declares XML entities, which no Office file does", "Save it anew."
            )
        try:
            return ElementTree.fromstring(xml)  # noqa: S314 - no entities, bounded above
        except ElementTree.ParseError as error:
            raise self._damaged() from error

    def _unpacked(self, info: zipfile.ZipInfo) -> bytes:
        # What the file says of its sizes may be a lie: count what comes out.
        try:
            with self._zip.open(info) as stream:
                xml = stream.read(MOST_UNPACKED + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
            raise self._damaged() from error
        if len(xml) > MOST_UNPACKED:
            raise CorpusError(
                f"'{self._name}' unpacks to more than {MOST_UNPACKED // 2**20} MiB of text",
                "It may be a ZIP bomb; if it is a report, split it.",
            )
        return xml

    def _damaged(self) -> CorpusError:
        return CorpusError(f"'{self._name}' is a damaged Office file", "Get the file again.")
