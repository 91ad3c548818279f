package org.serai.train;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.serai.train.Figures.Judged;

/** A receiver operating characteristic as SVG: missed spam against refused ham, both on logarithmic scales, where good filters differ. */
final class RocPlot {

    private static final int SIZE = 520;
    private static final int MARGIN = 60;

    /** In percent, the lower ends of both axes. */
    private static final double LEAST = 0.01;

    private RocPlot() {}

    static String svg(String title, List<Judged> judged) {
        var out = new StringBuilder();
        int whole = SIZE + 2 * MARGIN;
        out.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\""
                        + " font-size=\"12\"><rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n",
                whole,
                whole));
        for (double percent = LEAST; percent <= 100; percent *= 10) {
            double at = place(percent);
            String label = String.format(
                    Locale.ROOT, "%s %%", percent < 1 ? String.valueOf(round(percent)) : (int) round(percent));
            line(out, MARGIN + at, MARGIN, MARGIN + at, MARGIN + SIZE);
            line(out, MARGIN, MARGIN + SIZE - at, MARGIN + SIZE, MARGIN + SIZE - at);
            text(out, MARGIN + at, MARGIN + SIZE + 18, "middle", label);
            text(out, MARGIN - 6, MARGIN + SIZE - at + 4, "end", label);
        }
        text(out, MARGIN + SIZE / 2.0, MARGIN - 20, "middle", title);
        text(out, MARGIN + SIZE / 2.0, MARGIN + SIZE + 42, "middle", "ham refused");
        text(out, MARGIN, MARGIN - 8, "end", "spam missed");
        out.append("<polyline fill=\"none\" stroke=\"#1f5fa8\" stroke-width=\"2\" points=\"");
        for (double[] point : points(judged)) {
            out.append(String.format(
                    Locale.ROOT, "%.1f,%.1f ", MARGIN + place(point[0]), MARGIN + SIZE - place(point[1])));
        }
        return out.append("\"/>\n</svg>\n").toString();
    }

    private static double round(double percent) {
        return Math.round(percent * 1000) / 1000.0;
    }

    /** Refused ham and missed spam in percent, for each threshold. */
    private static List<double[]> points(List<Judged> judged) {
        var sorted = new ArrayList<>(judged);
        sorted.sort(Comparator.comparingDouble(Judged::probability).reversed());
        long spam = judged.stream().filter(each -> each.message().spam()).count();
        long ham = judged.size() - spam;
        long refused = 0;
        long missed = spam;
        var out = new ArrayList<double[]>();
        out.add(new double[] {0, 100});
        for (int i = 0; i < sorted.size(); i++) {
            if (sorted.get(i).message().spam()) {
                missed--;
            } else {
                refused++;
            }
            boolean last = i + 1 == sorted.size()
                    || sorted.get(i + 1).probability() != sorted.get(i).probability();
            if (last) {
                out.add(new double[] {100.0 * refused / Math.max(1, ham), 100.0 * missed / Math.max(1, spam)});
            }
        }
        return out;
    }

    private static double place(double percent) {
        return SIZE * Math.log10(Math.max(percent, LEAST) / LEAST) / Math.log10(100 / LEAST);
    }

    private static void line(StringBuilder out, double x1, double y1, double x2, double y2) {
        out.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>%n",
                x1,
                y1,
                x2,
                y2));
    }

    private static void text(StringBuilder out, double x, double y, String anchor, String text) {
        String safe = text.replace("&", "&amp;").replace("<", "&lt;");
        out.append(String.format(
                Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n", x, y, anchor, safe));
    }
}
