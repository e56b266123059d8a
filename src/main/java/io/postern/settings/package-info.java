/**
 * Which value a directive has for this server, and where it was written.
 *
 * <p>Floor 2. Knows no module by name.
 *
 * <p>A module, whole; one line in the list of modules ({@code process.Modules}) makes it known:
 *
 * <pre>{@code
 * public final class ProxyModule implements Module<ProxySettings> {
 *     private static final Table TABLE = Table.of("ngx_mail_proxy_module");
 *     static final Row<Duration> TIMEOUT = TABLE.row("proxy_timeout", Arity.ONE, Types.MSEC, "24h",
 *             "Longest silence between two reads or writes on either connection.", Context.MAIL, Context.MAIL_SERVER);
 *     static final Row<List<Network>> FROM = TABLE.optional("set_real_ip_from", Arity.ONE, Types.each(ProxyModule::network),
 *             "Peers whose PROXY header is believed.", Context.MAIL, Context.MAIL_SERVER);
 *
 *     @Override public Table table() { return TABLE; }
 *     @Override public Class<ProxySettings> kind() { return ProxySettings.class; }
 *     @Override public ProxySettings read(Scope scope) {         // nginx's merge_srv_conf, checks included
 *         return new ProxySettings(scope.get(TIMEOUT), scope.find(FROM), scope.of(TlsSettings.class)); // no default: null
 *     }
 *     private static Network network(Args args) {                // nginx's "set" function
 *         Network network = Network.parse(args.get(1));
 *         if (network == null) {
 *             throw Complaint.here("invalid value \"" + args.get(1) + "\"");
 *         }
 *         return network;
 *     }
 * }
 * }</pre>
 *
 * <p>Errors: {@code Complaint.here("x")} is worded {@code x in file:line}; {@code Complaint.directive("is duplicate")} is worded
 * {@code "name" directive is duplicate in file:line}; {@code Complaint.at(origin, "x")} names another place;
 * {@code Complaint.plain("x")} none; {@code .errno(Errno.ENOENT)} adds {@code  (2: No such file or directory)} before the place;
 * {@code args.warn("x")} warns and goes on. A repeated directive is refused unless its type says otherwise:
 * {@code Types.lastWins(t)}, {@code Types.each(t)}, {@code Types.joined(t)}, {@code Types.bitmask(…)}, or override
 * {@code Type.again}. Files: {@code args.cycle().besideConf(name)} (certificates), {@code underPrefix(name)} (logs); ask
 * {@code cycle.touches()} before files, sockets or DNS are used. To remember something across statements (all addresses
 * listened on): {@code args.cycle().memo(Addresses.class, Addresses::new)}.
 */
@NullMarked
package io.postern.settings;

import org.jspecify.annotations.NullMarked;
