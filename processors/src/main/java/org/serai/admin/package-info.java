/** How people and programs act on the running Serai: requests and answers as JSON, who may ask, and the client of the commands. */
@NullMarked
package org.serai.admin;

import org.jspecify.annotations.NullMarked;
