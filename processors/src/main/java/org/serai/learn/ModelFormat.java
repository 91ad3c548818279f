package org.serai.learn;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.jspecify.annotations.Nullable;
import org.serai.config.ConfigException;

/** A model as octets, with their CRC32C at the end. */
final class ModelFormat {

    private static final String MAGIC = "serai model 2";

    /** What a model must begin with that another one may take the place of: magic, features, window and order. */
    static final int KIND = 2 + MAGIC.length() + 3 * Integer.BYTES;

    private static final int BUFFER = 1 << 16;

    private ModelFormat() {}

    static void write(Model model, OutputStream to) throws IOException {
        var checked = new CheckedOutputStream(new BufferedOutputStream(to, BUFFER), new CRC32C());
        var out = new DataOutputStream(checked);
        out.writeUTF(MAGIC);
        model.write(out);
        out.writeLong(checked.getChecksum().getValue());
        out.flush();
    }

    /** Knows what it was that could not be read, which says nothing of what stands there. */
    private static final class Source extends FilterInputStream {

        private @Nullable IOException failure;

        Source(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] octets, int from, int length) throws IOException {
            try {
                return super.read(octets, from, length);
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }
    }

    /**
     * What {@link #write} wrote.
     *
     * @throws BrokenModelException when something else stands there
     * @throws IOException when it cannot be read
     */
    static Model read(InputStream from, Model.Options options) throws IOException {
        var model = new Model(options);
        var source = new Source(from);
        var checked = new CheckedInputStream(new BufferedInputStream(source, BUFFER), new CRC32C());
        var in = new DataInputStream(checked);
        try {
            if (!Arrays.equals(in.readNBytes(2 + MAGIC.length()), magic())) {
                throw new BrokenModelException("it is no model of this version");
            }
            model.read(in);
            long sum = checked.getChecksum().getValue();
            if (in.readLong() != sum) {
                throw new BrokenModelException("its checksum is wrong");
            }
        } catch (EOFException e) {
            throw new BrokenModelException("it ends too early", e);
        } catch (IOException e) {
            throw e == source.failure ? e : new BrokenModelException(ConfigException.reason(e), e);
        }
        return model;
    }

    private static byte[] magic() throws IOException {
        var out = new ByteArrayOutputStream();
        new DataOutputStream(out).writeUTF(MAGIC);
        return out.toByteArray();
    }
}
