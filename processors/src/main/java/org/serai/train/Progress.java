package org.serai.train;

import java.io.PrintStream;
import java.util.Locale;

/** How far the work has come: a bar on a terminal, a line now and then elsewhere. */
final class Progress {

    private static final int WIDTH = 40;

    private final PrintStream out;
    private final String what;
    private final int of;
    private final boolean terminal = System.console() != null;
    private final long start = System.nanoTime();
    private int done;
    private long told;

    Progress(PrintStream out, String what, int of) {
        this.out = out;
        this.what = what;
        this.of = of;
    }

    void step() {
        done++;
        long now = System.nanoTime();
        if (done == of || now - told > (terminal ? 200_000_000L : 10_000_000_000L)) {
            told = now;
            out.print(line());
            out.print(terminal && done < of ? "\r" : System.lineSeparator());
            out.flush();
        }
    }

    private double perSecond() {
        return done / Math.max(1e-9, (System.nanoTime() - start) / 1e9);
    }

    private String line() {
        int filled = (int) ((long) WIDTH * done / of);
        String bar = terminal ? "[" + "=".repeat(filled) + " ".repeat(WIDTH - filled) + "] " : "";
        return String.format(Locale.ROOT, "%s %s%,d of %,d, %,.0f/s", what, bar, done, of, perSecond());
    }
}
