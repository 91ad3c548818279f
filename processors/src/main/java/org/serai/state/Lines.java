package org.serai.state;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The lines of a text, each of a limited length; empty ones are left out. */
final class Lines implements Iterator<String> {

    private final Reader in;
    private @Nullable String ahead;

    private Lines(Reader in) {
        this.in = in;
    }

    static Lines of(Reader in) {
        return new Lines(in);
    }

    @Override
    public boolean hasNext() {
        while (ahead == null) {
            String line = read();
            if (line == null) {
                return false;
            }
            ahead = line.isBlank() ? null : line;
        }
        return true;
    }

    @Override
    public String next() {
        if (!hasNext() || ahead == null) {
            throw new NoSuchElementException("a line is missing");
        }
        String line = ahead;
        ahead = null;
        return line;
    }

    private @Nullable String read() {
        var line = new StringBuilder();
        try {
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    return line.isEmpty() ? null : line.toString();
                }
                line.append((char) c);
                if (line.length() > Entries.MAX_LINE) {
                    throw new IllegalArgumentException("a line is longer than " + Entries.MAX_LINE + " characters");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return line.toString();
    }
}
