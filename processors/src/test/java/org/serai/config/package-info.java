@NullMarked
package org.serai.config;

import org.jspecify.annotations.NullMarked;
