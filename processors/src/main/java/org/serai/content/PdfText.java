package org.serai.content;

import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.contentstream.operator.Operator;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.text.TextPosition;

/** PDF, read by PDFBox: only what {@link PdfInflation} lets pass, since PDFBox has no limits of its own. */
final class PdfText implements DocumentText {

    /** Each costs some 300 octets until its page has been read. */
    private static final int MAX_GLYPHS_OF_PAGE = 200_000;

    @Override
    public Text read(byte[] document, int most) throws IOException {
        PdfInflation.check(document);
        var out = new StringWriter();
        boolean more = false;
        try (PDDocument pdf = Loader.loadPDF(document)) {
            new Stripper(most, out).writeText(pdf, out);
        } catch (Enough e) {
            more = true;
        }
        String text = out.toString();
        return new Text(text.substring(0, Math.min(most, text.length())), more || text.length() > most);
    }

    /** That is all that was asked for. */
    private static final class Enough extends RuntimeException {
        private static final long serialVersionUID = 1;

        Enough() {
            super("enough", null, false, false);
        }
    }

    private static final class Stripper extends PDFTextStripper {
        private final int most;
        private final StringWriter out;
        private int glyphs;

        Stripper(int most, StringWriter out) {
            this.most = most;
            this.out = out;
            setSuppressDuplicateOverlappingText(false);
        }

        @Override
        protected void processOperator(Operator operator, List<COSBase> operands) throws IOException {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException();
            }
            super.processOperator(operator, operands);
        }

        @Override
        protected void processTextPosition(TextPosition text) {
            if (++glyphs <= MAX_GLYPHS_OF_PAGE) {
                super.processTextPosition(text);
            }
        }

        @Override
        protected void writePage() throws IOException {
            super.writePage();
            if (out.getBuffer().length() > most || glyphs > MAX_GLYPHS_OF_PAGE) {
                throw new Enough();
            }
            glyphs = 0;
        }
    }
}
