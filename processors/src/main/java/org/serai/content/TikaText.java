package org.serai.content;

import java.util.function.Supplier;
import org.apache.tika.exception.WriteLimitReachedException;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.parser.EmptyParser;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.Parser;
import org.apache.tika.parser.microsoft.OfficeParser;
import org.apache.tika.parser.microsoft.rtf.RTFParser;
import org.apache.tika.sax.BodyContentHandler;

/** Documents that Apache Tika reads: no other programs, nothing embedded. */
enum TikaText implements DocumentText {
    RTF("application/rtf", RTFParser::new),
    OLE("application/x-tika-msoffice", OfficeParser::new);

    private final String type;
    private final Supplier<Parser> parser;

    TikaText(String type, Supplier<Parser> parser) {
        this.type = type;
        this.parser = parser;
    }

    @Override
    public Text read(byte[] document, int most) throws Exception {
        var text = new BodyContentHandler(most);
        var metadata = new Metadata();
        metadata.set(Metadata.CONTENT_TYPE, type);
        var context = new ParseContext();
        context.set(Parser.class, EmptyParser.INSTANCE);
        boolean more = false;
        try (var in = TikaInputStream.get(document)) {
            parser.get().parse(in, text, metadata, context);
        } catch (Exception e) {
            more = WriteLimitReachedException.isWriteLimitReached(e);
            if (!more) {
                throw e;
            }
        }
        return new Text(text.toString(), more);
    }
}
