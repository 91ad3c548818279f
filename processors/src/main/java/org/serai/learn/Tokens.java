package org.serai.learn;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.serai.content.Words;

/**
 * The tokens of a mail and their hashes: first its traits, then its words in their order, in lower case. A word is a place in its text;
 * its own string is made when somebody asks for it, which is for those few alone that decided.
 */
final class Tokens extends AbstractList<String> {

    private final int most;
    private final List<String> traits;
    private final List<String> texts = new ArrayList<>();

    /** Where the words of each text begin. */
    private int[] begins = new int[8];

    private int[] from;
    private int[] to;
    private long[] hashes;
    private int size;

    /**
     * With traits alone.
     *
     * @param most words; more are left out
     */
    Tokens(List<String> traits, int most) {
        this.most = most;
        this.traits = traits;
        this.hashes = new long[traits.size() + 256];
        this.from = new int[256];
        this.to = new int[256];
        for (int i = 0; i < traits.size(); i++) {
            hashes[i] = Hash.of(traits.get(i));
        }
    }

    /** Takes the words of one more text. */
    void words(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (texts.size() == begins.length) {
            begins = Arrays.copyOf(begins, 2 * begins.length);
        }
        begins[texts.size()] = size;
        texts.add(lower);
        Words.split(lower, 0, lower.length(), (begin, end) -> word(lower, begin, end));
    }

    private void word(String text, int begin, int end) {
        if (size == most) {
            return;
        }
        if (size == from.length) {
            int room = Math.min(most, 2 * size);
            from = Arrays.copyOf(from, room);
            to = Arrays.copyOf(to, room);
            hashes = Arrays.copyOf(hashes, traits.size() + room);
        }
        from[size] = begin;
        to[size] = end;
        hashes[traits.size() + size] = Hash.of(text, begin, end);
        size++;
    }

    /** Of all tokens, in their order. */
    long[] hashes() {
        return Arrays.copyOf(hashes, size());
    }

    int traits() {
        return traits.size();
    }

    @Override
    public String get(int index) {
        if (index < traits.size()) {
            return traits.get(index);
        }
        int word = index - traits.size();
        if (word >= size) {
            throw new IndexOutOfBoundsException(index);
        }
        return texts.get(text(word)).substring(from[word], to[word]);
    }

    /** The last that begins there or before; those without words begin where the next does. */
    private int text(int word) {
        int low = 0;
        int high = texts.size();
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (begins[middle] <= word) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    @Override
    public int size() {
        return traits.size() + size;
    }
}
