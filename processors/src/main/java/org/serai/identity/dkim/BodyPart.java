package org.serai.identity.dkim;

import org.jspecify.annotations.Nullable;

/**
 * The part of a body that a signature covers.
 *
 * @param length {@code l=}: octets of the canonical form; null for all
 */
public record BodyPart(Canonicalization form, @Nullable Long length) {}
