package org.serai.train;

import java.nio.file.Path;
import org.serai.learn.Label;

/**
 * A message of which is known what it is, or that shall be forgotten.
 *
 * @param name as the manifest has it
 * @param source where it comes from, as the manifest says; or empty
 */
record Labelled(String name, Path file, Label label, String source) {

    boolean spam() {
        return label == Label.SPAM;
    }
}
