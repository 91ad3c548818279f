/** Filter {@code phishing}. */
@NullMarked
package org.serai.filter.phishing;

import org.jspecify.annotations.NullMarked;
