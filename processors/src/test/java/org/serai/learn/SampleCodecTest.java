package org.serai.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;

class SampleCodecTest {

    private final Sample sample = Lessons.sample(Lessons.spam(1));

    @Test
    void whatIsReadTeachesTheSame() throws IOException {
        Sample read = SampleCodec.read(SampleCodec.write(sample), sample.fingerprint());

        assertThat(read.features()).isEqualTo(sample.features());
        assertThat(read.kinds().traits()).isEqualTo(sample.kinds().traits());
        assertThat(read.kinds().words()).isEqualTo(sample.kinds().words());
        assertThat(read.kinds().pairs()).isEqualTo(sample.kinds().pairs());
        assertThat(read.fingerprint()).isEqualTo(sample.fingerprint());
    }

    @Test
    void whatWasCutOrIsSomethingElseIsRefused() {
        byte[] whole = SampleCodec.write(sample);

        assertThatThrownBy(() -> SampleCodec.read(Arrays.copyOf(whole, whole.length / 2), "x"))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> SampleCodec.read(new byte[100], "x")).isInstanceOf(IOException.class);
    }

    @Test
    void anArrayThatWouldFillTheMemoryIsRefused() throws IOException {
        var octets = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(new DeflaterOutputStream(octets))) {
            out.writeInt(1);
            out.writeInt(Integer.MAX_VALUE);
        }

        assertThatThrownBy(() -> SampleCodec.read(octets.toByteArray(), "x")).hasMessageContaining("2147483647");
    }
}
