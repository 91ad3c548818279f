package org.serai.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.serai.Mails;

class ShapesTest {

    private static final String HEADER = "From: \"Anna\" <anna@example.com>\r\nSubject: Re: Order\r\n"
            + "Date: Tue, 24 Nov 2026 12:34:56 +0100\r\nMessage-ID: <1a2@example.com>\r\n";
    private static final String TEXT = "\r\nSee http://www.example.net/a1/b2 today!\r\n";

    private static Kinds kinds(String message) {
        return Lessons.sample(Mails.data(message)).kinds();
    }

    @Test
    void otherNamesAndNumbersHaveTheSameShape() {
        String other =
                (HEADER + TEXT).replace("Anna", "Otto").replace("1a2@", "7x9@").replace("a1/b2", "c3/d4");

        assertThat(kinds(other).shapes())
                .containsExactlyInAnyOrder(kinds(HEADER + TEXT).shapes());
    }

    @Test
    void anotherProgramHasOtherShapes() {
        String other = (HEADER + TEXT).replace("<1a2@", "<1.2.A@");

        assertThat(kinds(other).shapes()).isNotEqualTo(kinds(HEADER + TEXT).shapes());
        assertThat(kinds(other).order()).isEqualTo(kinds(HEADER + TEXT).order());
    }

    @Test
    void spellingAndOrderOfFieldsCount() {
        int[] order = kinds(HEADER + TEXT).order();

        assertThat(kinds(HEADER.replace("Message-ID", "Message-Id") + TEXT).order())
                .isNotEqualTo(order);
        assertThat(kinds("Date: Tue, 24 Nov 2026 12:34:56 +0100\r\n" + HEADER.replace("Date", "X-Date") + TEXT)
                        .order())
                .isNotEqualTo(order);
    }

    @Test
    void whatIsWrittenOnTheWayIsNotLookedAt() {
        String delivered = "Received: from a by b; Tue, 24 Nov 2026 12:00:00 +0000\r\nX-Barracuda-URL: x\r\n"
                + "X-ASG-Debug-ID: 1\r\n" + HEADER + TEXT;

        assertThat(kinds(delivered).order()).isEqualTo(kinds(HEADER + TEXT).order());
        assertThat(kinds(delivered).shapes()).isEqualTo(kinds(HEADER + TEXT).shapes());
        assertThat(kinds(delivered).traits()).isEqualTo(kinds(HEADER + TEXT).traits());
    }

    @Test
    void ofMoreThanFourHundredTheRestIsNotLookedAt() {
        String links = IntStream.range(0, 900)
                .mapToObj(Integer::toBinaryString)
                .map(bits -> "http://www.example.net/" + bits.replace("0", "a/").replace("1", "9-") + "x\r\n")
                .collect(Collectors.joining());

        assertThat(kinds(HEADER + "\r\n" + links).shapes()).hasSizeBetween(400, 405);
    }

    @Test
    void aMessageOfNothingHasShapes() {
        assertThat(kinds("\r\n").shapes()).isNotEmpty();
        assertThat(kinds("Date: :\r\nSubject:\r\nMessage-ID:\r\nContent-Type: boundary=\r\n\r\n")
                        .shapes())
                .isNotEmpty();
    }
}
