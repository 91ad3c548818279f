package org.serai.content;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/** Documents that are XML in a zip: Office Open XML (ECMA-376) and OpenDocument. Their text is that of a few elements; no DTD is read. */
final class ZippedXmlText implements DocumentText {

    private static final int MAX_ENTRIES = 2000;

    /** Octets unpacked, of all entries together. */
    private static final long MAX_UNPACKED = 64 << 20;

    private static final Set<String> TEXTS =
            Set.of("content.xml", "word/document.xml", "word/footnotes.xml", "xl/sharedStrings.xml");

    /** A zip that begins with none of these is something else. */
    private static final List<String> FIRST =
            List.of("[Content_Types].xml", "mimetype", "_rels/", "docProps/", "word/", "xl/", "ppt/", "customXml/");

    /** Where words end. */
    private static final Set<String> SEPARATE =
            Set.of("p", "h", "si", "is", "c", "tc", "br", "tab", "line-break", "s", "table-cell");

    @Override
    public Text read(byte[] document, int most) throws IOException, XMLStreamException {
        var text = new StringBuilder();
        var zip = new Bounded(new ZipInputStream(new ByteArrayInputStream(document)));
        int entries = 0;
        for (ZipEntry entry = zip.next(); entry != null && text.length() <= most; entry = zip.next()) {
            String name = entry.getName();
            if (++entries > MAX_ENTRIES) {
                throw new IOException("more than " + MAX_ENTRIES + " entries");
            }
            if (entries == 1 && FIRST.stream().noneMatch(name::startsWith)) {
                throw new IOException("no document");
            }
            boolean inline = name.startsWith("xl/worksheets/") || name.startsWith("ppt/slides/slide");
            if (TEXTS.contains(name) || inline && name.endsWith(".xml")) {
                read(zip, name.equals("content.xml"), text, most);
            }
        }
        boolean more = text.length() > most;
        return new Text(more ? text.substring(0, most) : text.toString(), more);
    }

    /** @param all every element has text; else {@code t} alone */
    private static void read(InputStream in, boolean all, StringBuilder out, int most) throws XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        XMLStreamReader xml = factory.createXMLStreamReader(in);
        boolean text = all;
        while (xml.hasNext() && out.length() <= most) {
            switch (xml.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    text = all || xml.getLocalName().equals("t");
                    separate(xml.getLocalName(), out);
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    text = all;
                    separate(xml.getLocalName(), out);
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
                    if (text) {
                        int length = Math.min(xml.getTextLength(), most + 1 - out.length());
                        out.append(xml.getTextCharacters(), xml.getTextStart(), length);
                    }
                }
                default -> {}
            }
        }
        xml.close();
    }

    private static void separate(String element, StringBuilder out) {
        if (SEPARATE.contains(element) && !out.isEmpty() && out.charAt(out.length() - 1) != ' ') {
            out.append(' ');
        }
    }

    /** Ends where too much has come out. */
    private static final class Bounded extends FilterInputStream {
        private final ZipInputStream zip;
        private long left = MAX_UNPACKED;

        Bounded(ZipInputStream zip) {
            super(zip);
            this.zip = zip;
        }

        @Nullable
        ZipEntry next() throws IOException {
            // Reads what is left of the entry, which counts.
            var rest = new byte[8192];
            while (read(rest, 0, rest.length) > 0) {
                continue;
            }
            return zip.getNextEntry();
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 255;
        }

        @Override
        public int read(byte[] to, int from, int length) throws IOException {
            int n = super.read(to, from, length);
            left -= Math.max(0, n);
            if (left < 0) {
                throw new IOException("more than " + MAX_UNPACKED + " octets unpacked");
            }
            return n;
        }

        /** The next entry follows. */
        @Override
        public void close() {}
    }
}
