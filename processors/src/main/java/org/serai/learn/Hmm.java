package org.serai.learn;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Two Markov chains over the tokens of a mail, one that has read spam and one that has read ham: which of them would rather have written
 * this mail? Each asks how likely a token is behind the one before it, smoothed by how likely it is anywhere (Dirichlet prior, MacKay and
 * Peto 1995). A transition counts once a mail, however often it is repeated.
 */
final class Hmm implements Classifier {

    /** Of counts, two a transition: 32 MB. */
    private static final int SIZE = 1 << 23;

    /** How much the shorter context weighs against what was seen in the longer one. */
    private static final double PRIOR = 2;

    /** Words that there are, of which each counts as seen a hundredth of a time. */
    private static final double VOCABULARY = 1e6;

    private static final double UNSEEN = 0.01;

    /** No transition tells more than this, in nats. */
    private static final double MOST = 3;

    /** Of evidence; beyond it nothing is learned. */
    private static final double SURE = 10;

    private static final long CONTEXT = 0x5555;

    private final int order;
    private final Cells counts = new Cells(SIZE);
    private int hamTokens;
    private int spamTokens;

    /**
     * A new one.
     *
     * @param order tokens before that a token depends on
     */
    Hmm(int order) {
        this.order = order;
    }

    @Override
    public double evidence(Sample sample) {
        if (hamTokens == 0 || spamTokens == 0) {
            return 0;
        }
        long[] tokens = sample.hashes();
        var seen = new Distinct();
        double sum = 0;
        int said = 0;
        for (int i = 0; i < tokens.length; i++) {
            if (seen.add(i == 0 ? tokens[0] : Hash.of(tokens[i - 1], tokens[i]))) {
                double ratio = ratio(tokens, i);
                sum += Math.max(-MOST, Math.min(MOST, ratio));
                said += ratio == 0 ? 0 : 1;
            }
        }
        return sum / Math.sqrt(said + 5);
    }

    /** How much likelier this token is in spam than in ham, in nats; 0 when neither has it. */
    private double ratio(long[] tokens, int at) {
        double ham = 1 / VOCABULARY;
        double spam = 1 / VOCABULARY;
        double hamContext = hamTokens;
        double spamContext = spamTokens;
        double prior = UNSEEN * VOCABULARY;
        boolean known = false;
        long context = 0;
        for (int length = 0; length <= Math.min(order, at); length++) {
            if (length > 0) {
                context = Hash.of(context, tokens[at - length] + length);
                int place = counts.place(context ^ CONTEXT);
                hamContext = counts.get(place);
                spamContext = counts.get(place + 1);
                prior = PRIOR;
                if (hamContext + spamContext == 0) {
                    break;
                }
            }
            int place = counts.place(Hash.of(context + 1, tokens[at]));
            int inHam = counts.get(place);
            int inSpam = counts.get(place + 1);
            known |= inHam + inSpam > 0;
            ham = (inHam + prior * ham) / (hamContext + prior);
            spam = (inSpam + prior * spam) / (spamContext + prior);
        }
        return known ? Math.log(spam / ham) : 0;
    }

    @Override
    public int lesson(boolean spam, double evidence) {
        return (spam ? evidence : -evidence) > SURE ? 0 : 1;
    }

    @Override
    public void add(Sample sample, boolean spam, int amount) {
        long[] tokens = sample.hashes();
        var seen = new Distinct();
        int side = spam ? 1 : 0;
        int read = 0;
        for (int i = 0; i < tokens.length; i++) {
            if (!seen.add(i == 0 ? tokens[0] : Hash.of(tokens[i - 1], tokens[i]))) {
                continue;
            }
            read++;
            long context = 0;
            for (int length = 0; length <= Math.min(order, i); length++) {
                if (length > 0) {
                    context = Hash.of(context, tokens[i - length] + length);
                    counts.add(counts.place(context ^ CONTEXT) + side, amount);
                }
                counts.add(counts.place(Hash.of(context + 1, tokens[i])) + side, amount);
            }
        }
        if (spam) {
            spamTokens += read * amount;
        } else {
            hamTokens += read * amount;
        }
    }

    @Override
    public void write(DataOutput out) throws IOException {
        out.writeInt(hamTokens);
        out.writeInt(spamTokens);
        counts.write(out);
    }

    @Override
    public void read(DataInput in) throws IOException {
        hamTokens = in.readInt();
        spamTokens = in.readInt();
        counts.read(in);
    }
}
