package org.serai.learn;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * What of a sample classifiers learn from, as octets: hashes of its tokens, sequences and shapes, packed, in their order. Pairs and the
 * like are made of these again.
 */
final class SampleCodec {

    /** Of tokens or sequences: more than the reader gathers. */
    private static final int MOST = 100_000;

    private SampleCodec() {}

    static byte[] write(Sample read) {
        Sample sample = read.taught();
        var octets = new ByteArrayOutputStream();
        var deflater = new Deflater(Deflater.BEST_SPEED);
        try (var out = new DataOutputStream(new DeflaterOutputStream(octets, deflater))) {
            out.writeInt(sample.traits());
            out.writeInt(sample.hashes().length);
            for (long each : sample.hashes()) {
                out.writeLong(each);
            }
            write(sample.kinds().grams(), out);
            write(sample.kinds().shapes(), out);
            write(sample.kinds().order(), out);
            write(sample.kinds().markup(), out);
        } catch (IOException e) {
            throw new IllegalStateException("in memory", e);
        } finally {
            deflater.end();
        }
        return octets.toByteArray();
    }

    /** @throws IOException when {@link #write} has not written it */
    static Sample read(byte[] octets, String fingerprint) throws IOException {
        try (var in = new DataInputStream(new InflaterInputStream(new ByteArrayInputStream(octets)))) {
            int traits = in.readInt();
            var hashes = new long[length(in.readInt())];
            for (int i = 0; i < hashes.length; i++) {
                hashes[i] = in.readLong();
            }
            int[] grams = ints(in);
            int[] shapes = ints(in);
            int[] order = ints(in);
            int[] markup = ints(in);
            if (traits < 0 || traits > hashes.length) {
                throw new IOException("there are " + traits + " traits of " + hashes.length + " tokens");
            }
            Kinds kinds = Kinds.of(grams, shapes, order, markup, hashes, traits);
            return new Sample(List.of(), traits, hashes, kinds, fingerprint);
        }
    }

    private static void write(int[] hashes, DataOutputStream out) throws IOException {
        out.writeInt(hashes.length);
        for (int each : hashes) {
            out.writeInt(each);
        }
    }

    private static int[] ints(DataInputStream in) throws IOException {
        var out = new int[length(in.readInt())];
        for (int i = 0; i < out.length; i++) {
            out[i] = in.readInt();
        }
        return out;
    }

    private static int length(int said) throws IOException {
        if (said < 0 || said > MOST) {
            throw new IOException("no sample has " + said + " features");
        }
        return said;
    }
}
