package org.serai.kafka;

import org.jspecify.annotations.Nullable;

/**
 * One record of the topic {@code mail.quarantine} as it is read: docs/quarantine.md.
 *
 * @param value the message; empty where it lies in the claim store
 * @param claim id under which it lies there; null: it does not
 * @param verdict the line that was kept with it; null: it lies in the claim store as well
 */
public record TopicRecord(String id, byte[] value, String sha256, @Nullable String claim, @Nullable String verdict) {}
