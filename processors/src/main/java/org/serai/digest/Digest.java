package org.serai.digest;

import java.time.Instant;
import java.util.List;
import org.serai.custody.QuarantineEntry;
import org.serai.mail.AddressKey;

/**
 * What one user is told.
 *
 * @param recipient an address of his, as an envelope had it
 * @param until of what was kept before this
 * @param held what he can have, the latest first, as many as a mail tells of
 * @param more further ones that he could have
 * @param withheld those that an administrator alone lets out
 */
public record Digest(AddressKey user, String recipient, Instant until, List<Held> held, int more, int withheld) {

    /**
     * A message that is held back for him.
     *
     * @param recipient his address as its envelope has it
     */
    public record Held(String id, QuarantineEntry entry, String recipient) {}

    public Digest {
        held = List.copyOf(held);
    }

    /** There is nothing to tell. */
    public boolean isEmpty() {
        return held.isEmpty() && withheld == 0;
    }
}
