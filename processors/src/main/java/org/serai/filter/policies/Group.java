package org.serai.filter.policies;

import org.jspecify.annotations.Nullable;
import org.serai.directory.LdapFilter;
import org.serai.filter.AddressList;

/**
 * People with one name: those of a list, or whom a directory finds.
 *
 * @param ldap null where it is a list
 */
record Group(String name, AddressList members, @Nullable LdapFilter ldap) {}
