/** The options of curl, with their letters (`X:request`), as `curl --help all` lists them. */

/** Those that take a value. */
const WITH_VALUE =
  'x:proxy preproxy abstract-unix-socket alt-svc aws-sigv4 cacert capath E:cert cert-type ciphers K:config ' +
  'connect-timeout connect-to C:continue-at b:cookie c:cookie-jar create-file-mode crlfile curves ' +
  'd:data data-ascii data-binary data-raw data-urlencode delegation dns-interface dns-ipv4-addr ' +
  'dns-ipv6-addr dns-servers doh-url D:dump-header egd-file engine etag-compare etag-save ' +
  'expect100-timeout F:form form-string ftp-account ftp-alternative-to-user ftp-method P:ftp-port ' +
  'ftp-ssl-ccc-mode happy-eyeballs-timeout-ms H:header hostpubmd5 hostpubsha256 hsts interface ' +
  'json keepalive-time key key-type krb libcurl limit-rate local-port login-options mail-auth mail-from ' +
  'mail-rcpt max-filesize max-redirs m:max-time netrc-file noproxy oauth2-bearer o:output output-dir ' +
  'parallel-max pass pinnedpubkey proto proto-default proto-redir proxy-cacert proxy-capath proxy-cert ' +
  'proxy-cert-type proxy-ciphers proxy-crlfile proxy-header proxy-key proxy-key-type proxy-pass ' +
  'proxy-pinnedpubkey proxy-service-name proxy-tls13-ciphers proxy-tlsauthtype proxy-tlspassword ' +
  'proxy-tlsuser U:proxy-user proxy1.0 pubkey Q:quote random-file r:range rate e:referer X:request ' +
  'request-target resolve retry retry-delay retry-max-time sasl-authzid service-name socks4 socks4a ' +
  'socks5 socks5-gssapi-service socks5-hostname Y:speed-limit y:speed-time stderr t:telnet-option ' +
  'tftp-blksize z:time-cond tls-max tls13-ciphers tlsauthtype tlspassword tlsuser trace trace-ascii ' +
  'trace-config unix-socket T:upload-file upload-flags url url-query variable ' +
  'ech haproxy-clientip ip-tos ipfs-gateway keepalive-cnt parallel-max-host sigalgs vlan-priority ' +
  'expand-url expand-data expand-header expand-output expand-user expand-json expand-cookie' +
  ' u:user A:user-agent w:write-out';

const FLAGS =
  'h:help anyauth a:append basic cert-status compressed compressed-ssh create-dirs crlf digest q:disable ' +
  'disable-eprt disable-epsv disallow-username-in-url doh-cert-status doh-insecure f:fail fail-early ' +
  'fail-with-body false-start form-escape ftp-create-dirs ftp-pasv ftp-pret ftp-skip-pasv-ip ' +
  'ftp-ssl-ccc ftp-ssl-control G:get g:globoff haproxy-protocol I:head http0.9 0:http1.0 http1.1 http2 ' +
  'http2-prior-knowledge http3 http3-only ignore-content-length i:include k:insecure 4:ipv4 6:ipv6 ' +
  'j:junk-session-cookies l:list-only L:location location-trusted mail-rcpt-allowfails M:manual ' +
  'metalink negotiate n:netrc netrc-optional next no-alpn N:no-buffer no-clobber no-keepalive no-npn ' +
  'no-progress-meter no-sessionid ntlm ntlm-wb Z:parallel parallel-immediate path-as-is post301 post302 ' +
  'post303 #:progress-bar proxy-anyauth proxy-basic proxy-digest proxy-insecure ' +
  'proxy-negotiate proxy-ntlm proxy-ssl-allow-beast proxy-ssl-auto-client-cert proxy-tlsv1 ' +
  'p:proxytunnel raw J:remote-header-name O:remote-name remote-name-all R:remote-time remove-on-error ' +
  'retry-all-errors retry-connrefused sasl-ir S:show-error s:silent socks5-basic socks5-gssapi ' +
  'socks5-gssapi-nec ssl ssl-allow-beast ssl-auto-client-cert ssl-no-revoke ssl-reqd ' +
  'ssl-revoke-best-effort 2:sslv2 3:sslv3 styled-output suppress-connect-headers tcp-fastopen ' +
  'tcp-nodelay tftp-no-options 1:tlsv1 tlsv1.0 tlsv1.1 tlsv1.2 tlsv1.3 tr-encoding trace-time ' +
  'B:use-ascii v:verbose V:version xattr';

interface Option {
  type: 'string' | 'boolean';
  multiple: true;
  short?: string;
}

const table = (list: string, type: Option['type']): [string, Option][] =>
  list.split(' ').map((one) => {
    const [short, name] = one.includes(':') ? one.split(':') : [undefined, one];
    return [name ?? one, { type, multiple: true, ...(short === undefined ? {} : { short }) }];
  });

/** As `parseArgs` of `node:util` takes them. */
export const CURL_OPTIONS: Readonly<Record<string, Option>> = Object.fromEntries([
  ...table(WITH_VALUE, 'string'),
  ...table(FLAGS, 'boolean'),
]);
