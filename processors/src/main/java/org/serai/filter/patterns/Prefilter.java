package org.serai.filter.patterns;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Says in one pass over a text which rules may match it, and where: around one of their literals, whatever its case; rules
 * without literals anywhere. An automaton by Aho and Corasick (1975), with every transition in a table.
 */
final class Prefilter {

    /** 64 MB. */
    private static final int MAX_TABLE = 16 << 20;

    private static final int NONE = -1;

    /** By char, the column of the table; 0: in no literal. */
    private final char[] columns = new char[1 << 16];

    private final Shape[] shapes;
    private final BitSet always = new BitSet();
    private final int width;
    /** By state and column, the next state; its complement where literals end there. */
    private final int[] table;
    /** By state, the rules whose literals end there. */
    private final int[][] found;

    /**
     * Made of the shapes of all rules.
     *
     * @throws IllegalArgumentException when they have too many literals
     */
    Prefilter(List<Shape> rules) {
        shapes = rules.toArray(Shape[]::new);
        width = number(rules);
        long characters = rules.stream()
                .flatMap(rule -> rule.literals().stream())
                .mapToLong(String::length)
                .sum();
        if (characters * width > MAX_TABLE) {
            throw new IllegalArgumentException(
                    "all rules together have too many words: " + characters + " of " + width + " different characters");
        }
        var rows = new ArrayList<int[]>();
        var ends = new ArrayList<BitSet>();
        addRow(rows, ends);
        for (int rule = 0; rule < shapes.length; rule++) {
            if (shapes[rule].literals().isEmpty()) {
                always.set(rule);
            }
            for (String literal : shapes[rule].literals()) {
                add(literal, rule, rows, ends);
            }
        }
        complete(rows, ends);
        found = ends.stream().map(bits -> bits.stream().toArray()).toArray(int[][]::new);
        table = new int[rows.size() * width];
        for (int i = 0; i < table.length; i++) {
            int next = rows.get(i / width)[i % width];
            table[i] = found[next].length == 0 ? next : ~next;
        }
    }

    /** The char that stands for all that RE2/J's flag {@code i} takes for the same, as K, k and the sign of kelvin. */
    static char fold(char c) {
        return Character.toLowerCase(Character.toUpperCase(c));
    }

    /**
     * Where each rule may match the text, by its index: each match lies within one of the spans, and where neither end of the
     * text is the end of the span, with one char more on both sides.
     *
     * @param asked the rules to look for
     */
    SortedMap<Integer, Spans> candidates(String text, BitSet asked) {
        var out = new TreeMap<Integer, Spans>();
        for (int rule = asked.nextSetBit(0); rule >= 0; rule = asked.nextSetBit(rule + 1)) {
            if (always.get(rule)) {
                out.computeIfAbsent(rule, key -> new Spans()).add(0, text.length());
            }
        }
        int state = 0;
        for (int i = 0; i < text.length(); i++) {
            state = table[state * width + columns[text.charAt(i)]];
            if (state < 0) {
                state = ~state;
                for (int rule : found[state]) {
                    if (asked.get(rule)) {
                        int reach = shapes[rule].length() + 1;
                        out.computeIfAbsent(rule, key -> new Spans())
                                .add(Math.max(0, i - reach), Math.min(text.length(), i + 1 + reach));
                    }
                }
            }
        }
        return out;
    }

    /** Gives each char of the literals a column, all chars that fold to it the same. */
    private int number(List<Shape> rules) {
        char next = 1;
        for (Shape rule : rules) {
            for (String literal : rule.literals()) {
                for (int i = 0; i < literal.length(); i++) {
                    if (columns[literal.charAt(i)] == 0) {
                        columns[literal.charAt(i)] = next++;
                    }
                }
            }
        }
        for (int c = 0; c < columns.length; c++) {
            columns[c] = columns[fold((char) c)];
        }
        return next;
    }

    private void add(String literal, int rule, List<int[]> rows, List<BitSet> ends) {
        int state = 0;
        for (int i = 0; i < literal.length(); i++) {
            int column = columns[literal.charAt(i)];
            if (rows.get(state)[column] == NONE) {
                rows.get(state)[column] = rows.size();
                addRow(rows, ends);
            }
            state = rows.get(state)[column];
        }
        ends.get(state).set(rule);
    }

    private void addRow(List<int[]> rows, List<BitSet> ends) {
        int[] row = new int[width];
        Arrays.fill(row, NONE);
        rows.add(row);
        ends.add(new BitSet());
    }

    /** Where no literal goes on, the longest end of what was read that begins one does. */
    private void complete(List<int[]> rows, List<BitSet> ends) {
        var fallback = new int[rows.size()];
        var queue = new ArrayDeque<Integer>();
        queue.add(0);
        while (!queue.isEmpty()) {
            int state = queue.remove();
            int[] row = rows.get(state);
            for (int column = 0; column < width; column++) {
                int other = state == 0 ? 0 : rows.get(fallback[state])[column];
                int next = row[column];
                if (next == NONE) {
                    row[column] = other;
                } else {
                    fallback[next] = other;
                    ends.get(next).or(ends.get(other));
                    queue.add(next);
                }
            }
        }
    }
}
