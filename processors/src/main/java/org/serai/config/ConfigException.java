package org.serai.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** Something that a person wrote is wrong; the message says what, where and how to mend it, and is shown without a trace, and without controls. */
public final class ConfigException extends RuntimeException {

    public ConfigException(String message) {
        super(Plain.text(message));
    }

    public ConfigException(String message, Throwable cause) {
        super(Plain.text(message), cause);
    }

    /**
     * A file or directory that cannot be used.
     *
     * @param what the property or kind of thing, and what cannot be done: {@code routes cannot be listed}
     * @param where what was asked for; another file at fault is named
     */
    public static ConfigException about(String what, Path where, IOException e) {
        String file = e instanceof FileSystemException known ? known.getFile() : null;
        boolean other = file != null && !file.equals(where.toString());
        return new ConfigException(what + ": " + (other ? file + ": " : "") + reason(e), e);
    }

    /** Why a file cannot be used, in words: Java's messages often hold nothing but its name. */
    public static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        } else if (e instanceof NoSuchFileException) {
            return "it does not exist";
        } else if (e instanceof FileAlreadyExistsException || e instanceof NotDirectoryException) {
            return "it is no directory";
        } else if (e instanceof CharacterCodingException) {
            return "it is not in UTF-8";
        }
        String said = e instanceof FileSystemException known ? known.getReason() : e.getMessage();
        return said == null ? e.getClass().getSimpleName() : said;
    }
}
