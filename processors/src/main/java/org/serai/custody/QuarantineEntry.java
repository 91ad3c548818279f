package org.serai.custody;

import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;

/**
 * What the index knows about a message in quarantine, under its mail id. Texts that a sender made are cut.
 *
 * @param kept when
 * @param recipients the first {@value #MAX_LISTED}
 * @param recipientCount all of them
 * @param subject decoded; of the message, so not to be trusted
 * @param symbols of its findings, the first {@value #MAX_LISTED}
 * @param node which has its files, where they lie in files
 * @param released which recipients have it: a bit for each in the order of its envelope, octets in hexadecimal, the lowest bit first
 * @param holder who is at work on it, a node and a number of chance; empty: nobody
 * @param held when the holder was heard of last
 * @param from who wrote it, by the field From, decoded; of the message, so not to be trusted; empty: not known
 */
public record QuarantineEntry(
        Instant kept,
        String mailFrom,
        List<String> recipients,
        int recipientCount,
        String subject,
        long size,
        String sha256,
        double score,
        List<String> symbols,
        String client,
        State state,
        String node,
        Place place,
        String released,
        String holder,
        Instant held,
        String from) {

    /** Of lists. */
    public static final int MAX_LISTED = 20;

    private static final int MAX_TEXT = 256;

    /** What has become of it; new ones at the end. */
    public enum State {
        KEPT,
        /** Some of its recipients have it. */
        PART_RELEASED,
        /** All of them have it. It stays until its time is over. */
        RELEASED,
        /** Its bytes are gone, and so is what would tell whose it was. */
        DELETED
    }

    public QuarantineEntry {
        mailFrom = cut(mailFrom);
        recipients =
                recipients.stream().limit(MAX_LISTED).map(QuarantineEntry::cut).toList();
        subject = cut(subject);
        from = cut(from);
        symbols = symbols.stream().limit(MAX_LISTED).toList();
    }

    /** Of a message that has just been kept. */
    public QuarantineEntry(
            Instant kept,
            String mailFrom,
            List<String> recipients,
            int recipientCount,
            String subject,
            long size,
            String sha256,
            double score,
            List<String> symbols,
            String client,
            State state,
            String node,
            Place place,
            String from) {
        this(
                kept,
                mailFrom,
                recipients,
                recipientCount,
                subject,
                size,
                sha256,
                score,
                symbols,
                client,
                state,
                node,
                place,
                "",
                "",
                Instant.EPOCH,
                from);
    }

    private static String cut(String text) {
        if (text.length() <= MAX_TEXT) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(MAX_TEXT - 1)) ? MAX_TEXT - 1 : MAX_TEXT);
    }

    /** All recipients stand in it, as they were said. */
    public boolean listsAll() {
        return recipientCount == recipients.size()
                && recipients.stream().noneMatch(each -> each.length() >= MAX_TEXT - 1);
    }

    /** The positions, in the order of the envelope, of those who have it. */
    public BitSet releasedTo() {
        return BitSet.valueOf(HexFormat.of().parseHex(released));
    }

    /** Somebody has been at work on it within that time. */
    public boolean isHeld(Instant now, Duration lease) {
        return !holder.isEmpty() && held.plus(lease).isAfter(now);
    }

    QuarantineEntry at(Place next) {
        return with(state, next, released, holder, held);
    }

    QuarantineEntry heldBy(String who, Instant now) {
        return with(state, place, released, who, now);
    }

    QuarantineEntry free() {
        return with(state, place, released, "", Instant.EPOCH);
    }

    QuarantineEntry releasedTo(BitSet more) {
        BitSet all = releasedTo();
        all.or(more);
        State next = state == State.DELETED ? state : state(all, recipientCount);
        return with(next, place, HexFormat.of().formatHex(all.toByteArray()), holder, held);
    }

    private static State state(BitSet released, int recipients) {
        int count = released.cardinality();
        return count == 0 ? State.KEPT : count < recipients ? State.PART_RELEASED : State.RELEASED;
    }

    /** That it was there, and nothing of whom. */
    QuarantineEntry deleted() {
        return new QuarantineEntry(
                kept,
                "",
                List.of(),
                0,
                "",
                0,
                "",
                0,
                List.of(),
                "",
                State.DELETED,
                node,
                place,
                "",
                "",
                Instant.EPOCH,
                "");
    }

    /** Of two nodes that did not hear of each other: who has it has it, and what is gone is gone. */
    QuarantineEntry merged(QuarantineEntry other) {
        if (state == State.DELETED || other.state == State.DELETED) {
            return state == State.DELETED ? this : other;
        }
        QuarantineEntry further = place.kind().compareTo(other.place.kind()) >= 0 ? this : other;
        QuarantineEntry busy = held.isBefore(other.held) ? other : this;
        return further.with(state, further.place, released, busy.holder, busy.held)
                .releasedTo(other.releasedTo());
    }

    private QuarantineEntry with(State state, Place place, String released, String holder, Instant held) {
        return new QuarantineEntry(
                kept,
                mailFrom,
                recipients,
                recipientCount,
                subject,
                size,
                sha256,
                score,
                symbols,
                client,
                state,
                node,
                place,
                released,
                holder,
                held,
                from);
    }
}
