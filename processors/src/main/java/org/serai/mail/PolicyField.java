package org.serai.mail;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A policy may ask this of a mail, as in {@code ${body.envelope.helo}}. It is the only list of what it may: such a method answers at once, asks
 * nobody, and changes nothing. Below a list its size may be asked.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.RECORD_COMPONENT})
public @interface PolicyField {

    /** What it is, for docs/check.md. */
    String value();
}
