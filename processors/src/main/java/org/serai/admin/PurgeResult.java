package org.serai.admin;

import java.util.List;

/**
 * What became of a purge.
 *
 * @param removed messages that are gone
 * @param left those that are not, and why
 */
public record PurgeResult(int removed, List<Left> left) {

    /** A message that is still there. */
    public record Left(String id, String reason) {}

    public PurgeResult {
        left = List.copyOf(left);
    }
}
