package org.serai.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * One property, declared on a component of an options record: the only place of its default and its description. The
 * property's name is the record's prefix and the component's name in kebab case, {@code maxErrors} → {@code max-errors}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Option {

    /** The default as one would write it in the file, such as {@code 60s}, {@code 50MB} or {@code a, b}. */
    String value();

    /** The least value that makes sense, written as {@link #value} is; empty: any. */
    String least() default "";

    /** The most, likewise. */
    String most() default "";

    /** What it does, with its unit; one sentence for the properties table, which adds the limits. */
    String doc();
}
