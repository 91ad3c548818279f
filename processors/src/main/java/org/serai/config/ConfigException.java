package org.serai.config;

/** Something that a person wrote is wrong; the message says what, where and how to mend it, and is shown without a trace. */
public final class ConfigException extends RuntimeException {

    public ConfigException(String message) {
        super(message);
    }

    public ConfigException(String message, Throwable cause) {
        super(message, cause);
    }
}
