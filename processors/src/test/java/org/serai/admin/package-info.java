@NullMarked
package org.serai.admin;

import org.jspecify.annotations.NullMarked;
