package org.serai.mime;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.serai.mail.Content;
import org.serai.mime.MimeView.Field;

/**
 * Finds the parts of one content in a single pass over its lines. Nesting is kept in a stack; the walk calls itself only
 * for a container that is itself encoded, and {@value #MAX_EMBEDDED} deep at most.
 */
final class Walker {

    private static final int BUFFER = 33 * 1024;
    private static final int MAX_EMBEDDED = 4;

    /** A part whose end has not come yet. */
    private static final class Open {
        final int index;
        final PartHeader said;
        int children;
        boolean delimited;
        boolean closed;

        Open(int index, PartHeader said) {
            this.index = index;
            this.said = said;
        }
    }

    private final Found found;
    private final Content source;
    private final int embedded;
    /** Innermost first. */
    private final Deque<Open> containers = new ArrayDeque<>();

    private @Nullable HeaderBlock header;
    private @Nullable Open leaf;
    /** Part that stands encoded in the text of the leaf, or -1. */
    private int inText = -1;
    /** The line before, where it may begin such a part. */
    private @Nullable Part begun;
    /** A line of a preamble that looks like a delimiter, until the next line shows. */
    private byte @Nullable [] suspect;
    /** Where the newline of the line before begins. */
    private long lastEnd;

    private Walker(Found found, Content source, int embedded) {
        this.found = found;
        this.source = source;
        this.embedded = embedded;
    }

    /** All of a message behind its header. */
    static Found walk(Content content, MimeReader.Limits limits, TopHeader top) throws IOException {
        var walker = new Walker(new Found(limits), content, 0);
        walker.lastEnd = top.end();
        walker.headerDone(top.fields(), top.broken() > 0, top.truncated(), top.bodyFrom());
        walker.run(top.bodyFrom());
        return walker.found;
    }

    private HeaderBlock header(long offset) {
        return new HeaderBlock(offset, found.limits.maxHeader().bytes());
    }

    private void run(long from) throws IOException {
        int size = (int) Math.max(1024, Math.min(BUFFER, source.size() - from + 1));
        try (InputStream in = source.open()) {
            in.skipNBytes(from);
            var lines = new Lines(in, size, from);
            while (!found.stopped() && lines.next()) {
                boolean dashes = !lines.continued && lines.startsWith("--") && lines.length() > 2;
                if (!dashes || !delimiter(lines)) {
                    line(lines);
                }
                lastEnd = lines.endOffset();
            }
            if (!found.stopped()) {
                close(0, lines.nextOffset());
            }
        }
    }

    private void line(Lines line) {
        if (header != null) {
            if (line.length() == 0 && !line.continued) {
                headerDone(header, line.nextOffset());
            } else {
                header.add(line);
            }
        } else if (leaf != null) {
            if (!line.continued && !leaf.said.encoded() && leaf.said.type.startsWith("text/")) {
                text(leaf, line);
            }
        } else if (suspect != null && line.startsWith("content-")) {
            undeclared(suspect, line);
        } else {
            suspect = null;
        }
    }

    /** Takes the line as a delimiter of one of the open multiparts (RFC 2046 section 5.1.1), innermost first. */
    private boolean delimiter(Lines line) throws IOException {
        int outer = containers.size();
        for (Open container : containers) {
            outer--;
            for (byte[] boundary : container.said.boundaries) {
                int after = line.from + 2 + boundary.length;
                if (after > line.to
                        || !Arrays.equals(line.buffer, line.from + 2, after, boundary, 0, boundary.length)) {
                    continue;
                }
                boolean closes = after + 2 <= line.to && line.buffer[after] == '-' && line.buffer[after + 1] == '-';
                if (ends(line, closes ? after + 2 : after)) {
                    delimited(container, outer + 1, closes, line);
                    return true;
                }
            }
        }
        Open innermost = containers.peek();
        if (header == null && leaf == null && innermost != null && !innermost.delimited) {
            suspect = Arrays.copyOfRange(line.buffer, line.from + 2, Math.min(line.to, line.from + 256));
            return true;
        }
        return false;
    }

    private void delimited(Open container, int depth, boolean closes, Lines line) throws IOException {
        close(depth, lastEnd);
        suspect = null;
        container.delimited = true;
        if (closes) {
            container.closed = true;
        } else {
            if (container.closed) {
                found.problems.add(Problem.PART_AFTER_END);
            }
            header = header(line.nextOffset());
        }
    }

    /** What follows a boundary after a blank does not matter: RFC 2046 section 5.1.1, note to implementors. */
    private static boolean ends(Lines line, int after) {
        return after == line.to || line.buffer[after] == ' ' || line.buffer[after] == '\t';
    }

    /** A delimiter that nobody declared, but that clients which look for one would find. */
    private void undeclared(byte[] boundary, Lines line) {
        suspect = null;
        found.problems.add(Problem.BROKEN_BOUNDARY);
        Open container = containers.element();
        container.said.boundaries.add(boundary);
        container.delimited = true;
        header = header(line.offset());
        header.add(line);
    }

    private void headerDone(HeaderBlock done, long bodyFrom) {
        header = null;
        List<Field> fields = done.fields(false);
        headerDone(fields, done.broken() > 0, done.truncated(), bodyFrom);
    }

    private void headerDone(List<Field> fields, boolean broken, boolean truncated, long bodyFrom) {
        Open parent = containers.peek();
        if (broken) {
            found.problems.add(Problem.BROKEN_HEADER);
        }
        if (truncated) {
            found.problems.add(Problem.HEADER_TOO_LARGE);
        }
        boolean digest = parent != null && parent.said.type.equals("multipart/digest");
        open(PartHeader.read(fields, digest ? "message/rfc822" : "text/plain", found.problems), parent, bodyFrom);
    }

    private void open(PartHeader said, @Nullable Open parent, long bodyFrom) {
        // An encoded multipart is walked as it stands first, as most clients do.
        boolean container = said.multipart() || (said.message() && !said.encoded());
        int depth = parent == null ? 0 : found.parts.get(parent.index).depth() + 1;
        if (container && depth >= found.limits.maxDepth()) {
            found.problems.add(Problem.TOO_DEEP);
            container = false;
        }
        String path = parent == null ? "1" : child(parent);
        if (!found.add(said.part(depth, path, container, source, bodyFrom))) {
            return;
        }
        var opened = new Open(found.parts.size() - 1, said);
        if (!container) {
            leaf = opened;
            return;
        }
        containers.push(opened);
        if (said.message()) {
            header = header(bodyFrom);
        }
    }

    private String child(Open parent) {
        parent.children++;
        return found.parts.get(parent.index).path() + '.' + parent.children;
    }

    /** Ends what is open, down to this many containers, at an offset. */
    private void close(int depth, long at) throws IOException {
        if (header != null) {
            headerDone(header, at);
        }
        if (header != null) {
            // The header of a message that is all its part holds.
            headerDone(header, at);
        }
        if (leaf != null) {
            endText(at);
            Open ended = leaf;
            leaf = null;
            end(ended, at);
            if (ended.said.message() && ended.said.encoded()) {
                found.problems.add(Problem.ENCODED_CONTAINER);
                embed(ended, true);
            } else if (!ended.said.message()
                    && !ended.said.multipart()
                    && EnclosedMail.is(found.parts.get(ended.index))) {
                embed(ended, true);
            }
        }
        while (containers.size() > depth && !found.stopped()) {
            Open ended = containers.pop();
            end(ended, at);
            if (ended.said.multipart() && !ended.closed) {
                found.problems.add(ended.delimited ? Problem.MISSING_END : Problem.BROKEN_BOUNDARY);
                if (!ended.delimited && ended.said.encoded()) {
                    found.problems.add(Problem.ENCODED_CONTAINER);
                    embed(ended, false);
                }
            }
        }
    }

    private void end(Open ended, long at) {
        Part part = found.parts.get(ended.index);
        found.parts.set(ended.index, part.endingAt(Math.max(part.bodyFrom(), at)));
        found.spend(at * embedded);
    }

    private void embed(Open container, boolean message) throws IOException {
        Part part = found.parts.get(container.index);
        if (embedded == MAX_EMBEDDED || part.depth() >= found.limits.maxDepth()) {
            found.problems.add(Problem.TOO_DEEP);
            return;
        }
        var walker = new Walker(found, new DecodedContent(part), embedded + 1);
        walker.containers.push(new Open(container.index, container.said));
        walker.header = message ? walker.header(0) : null;
        walker.run(0);
        // The walk ended it where its decoded octets end.
        found.parts.set(container.index, part);
    }

    /** Finds files that stand uuencoded or yEncoded in a text, as clients do. */
    private void text(Open leafPart, Lines line) {
        if (inText >= 0) {
            if (UuLines.ends(line) || YencLines.ends(line)) {
                endText(line.endOffset());
            }
            return;
        }
        if (begun != null) {
            Part candidate = begun;
            begun = null;
            if ((candidate.encoding() == Encoding.YENC || UuLines.encoded(line)) && found.add(candidate)) {
                inText = found.parts.size() - 1;
            }
        } else if (UuLines.begins(line)) {
            begun = inText(leafPart, Encoding.UUENCODE, UuLines.name(line), line.offset());
        } else if (YencLines.begins(line)) {
            begun = inText(leafPart, Encoding.YENC, YencLines.name(line), line.offset());
        }
    }

    private Part inText(Open leafPart, Encoding encoding, String name, long from) {
        PartHeader said = PartHeader.inText(encoding, name, found.problems);
        return said.part(found.parts.get(leafPart.index).depth() + 1, child(leafPart), false, source, from);
    }

    private void endText(long at) {
        begun = null;
        if (inText >= 0) {
            found.parts.set(inText, found.parts.get(inText).endingAt(at));
            inText = -1;
        }
    }
}
