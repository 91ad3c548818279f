package org.serai.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Let a message out of quarantine.
 *
 * @param id under which it lies there
 * @param recipients addresses of its envelope; empty: all
 * @param by who says so
 * @param administrator he may let out what filters call dangerous
 * @param trainAsHam null: as {@code release.train} says
 */
public record ReleaseOrder(
        String id, List<String> recipients, String by, boolean administrator, @Nullable Boolean trainAsHam) {

    public ReleaseOrder {
        recipients = List.copyOf(recipients);
    }
}
