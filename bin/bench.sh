#!/usr/bin/env bash
# Measures Serai beside other mail proxies: one generator, one sink, one machine. Called by: bin/serai bench
set -euo pipefail

root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
shared=${SERAI_SHARED:-$root/../shared}
peers_sh=$shared/bench/peers.sh
corpus=$root/processors/target/corpus

peers='postfix-proxy'
sets='typical 4k 1m'
clamav=''
identity=''
state=''
filters=''
export PEERS_HOME=${PEERS_HOME:-/tmp/serai-bench} PEERS_PORT=${PEERS_PORT:-26000}
export RUNS=${RUNS:-3} WARMUP=${WARMUP:-1000} SESSIONS=${SESSIONS:-10}
JVM_WARMUP=${JVM_WARMUP:-40000} # the compiler is at work in the first 30,000 messages
door=$((PEERS_PORT + 60))
dns_port=$((PEERS_PORT + 65))
results=$PEERS_HOME/results.jsonl

usage() {
  cat <<TEXT
usage: bin/serai bench [--peers "NAME ..."] [--sets "typical 4k 1m"] [--filters "NAME ..."] [--clamav] [--identity] [--state]

  --peers  measured beside Serai and the direct path (default: $peers);
           also haraka-filters, rspamd and whatever $peers_sh --help names
  --sets   2,000 typical mails of the shared corpus, one of 4 KB, one of 1 MB
  --filters
           also with these filters alone
  --clamav also with every message and part scanned by a clamd of the bench's own
  --identity
           also what identity checks cost, and how long 30 look-ups of 20 ms hold up a message
  --state  also all filters with those that remember and without them

environment: RUNS=$RUNS WARMUP=$WARMUP JVM_WARMUP=$JVM_WARMUP SESSIONS=$SESSIONS PEERS_HOME=$PEERS_HOME PEERS_PORT=$PEERS_PORT SERAI_SHARED SERAI_HEAP
TEXT
}

while [ $# -gt 0 ]; do
  case $1 in
    --peers) peers=$2 && shift 2 ;;
    --sets) sets=$2 && shift 2 ;;
    --filters) filters=$2 && shift 2 ;;
    --clamav) clamav=yes && shift ;;
    --identity) identity=yes && shift ;;
    --state) state=yes && shift ;;
    *) usage && exit 2 ;;
  esac
done
[ -x "$peers_sh" ] || { echo "serai: no generator in $shared/bench; tell where by SERAI_SHARED" >&2 && exit 1; }

# --- mails ----------------------------------------------------------------------------------------------------------

make_set() { # NAME -> directory in $mails
  mails=$PEERS_HOME/mails/$1
  count=0
  case $1 in
    typical)
      unpack_corpus
      [ -d "$mails" ] || "$peers_sh" sample "$corpus/dev.tsv" "$corpus" "$mails" 2000
      ;;
    4k) one_mail "$mails" 4096 && count=4000 ;;
    1m) one_mail "$mails" 1048576 && count=200 ;;
    *) usage && exit 2 ;;
  esac
}

unpack_corpus() {
  [ ! -f "$corpus/dev.tsv" ] || return 0
  rm -rf "$corpus.partial"
  mkdir -p "$corpus.partial"
  tar -xJf "$shared/corpus/traindev.tar.xz" -C "$corpus.partial"
  mv "$corpus.partial" "$corpus"
}

one_mail() { # DIRECTORY BYTES
  mkdir -p "$1"
  {
    printf 'From: a@bench.example\nTo: user@rcpt.example\nSubject: %s bytes\n' "$2"
    printf 'Date: Tue, 24 Nov 2026 08:00:00 +0000\nMessage-ID: <%s@bench.example>\n\n' "$2"
    head -c "$2" < <(yes 'A caravan of camels passes one gate and is looked over, one after the other.')
    echo
  } >"$1/mail.eml"
}

# --- Serai ----------------------------------------------------------------------------------------------------------

serai_up() { # -Dname=value ...
  rm -rf "$PEERS_HOME/serai"
  "$root/bin/serai" run -Dsmtp.port=$door -Dhttp.port=$((door + 1)) -Dadmin.port=0 "-Ddata.dir=$PEERS_HOME/serai" \
    "-Dbackend.uri=smtp://127.0.0.1:$PEERS_PORT" -Dlocal.domains=rcpt.example "-Ddns.servers=127.0.0.1:$dns_port" "$@" \
    >"$PEERS_HOME/serai.log" 2>&1 </dev/null &
  serai=$!
  local try
  for try in $(seq 150); do
    (exec 3<>"/dev/tcp/127.0.0.1/$door") 2>/dev/null && return
    kill -0 "$serai" 2>/dev/null || break
    sleep 0.2
  done
  echo "serai: did not start (attempt $try), see $PEERS_HOME/serai.log" >&2
  exit 1
}

# Whatever is measured then: the JVM is warm only after some ten thousand mails of all kinds.
serai_warm() {
  SESSIONS=10 RUNS=1 COUNT=1000 WARMUP=$JVM_WARMUP "$peers_sh" measure-addr warming "127.0.0.1:$door" "$serai" "$PEERS_HOME/mails/typical" >/dev/null
}

serai_down() {
  [ -n "${serai:-}" ] || return 0
  kill "$serai" 2>/dev/null || true
  wait "$serai" 2>/dev/null || true
  serai=''
}

# Relay control has no mode: it always decides.
all_filters_off() {
  "$root/bin/serai" properties | grep -o 'filter\.[a-z-]*\.mode' | sed 's/.*/-D&=off/'
}

all_off_but() { # FILTER ...
  local -A kept=()
  local name line
  for name in "$@"; do kept[-Dfilter.$name.mode=off]=yes; done
  while read -r line; do [ -n "${kept[$line]:-}" ] || echo "$line"; done < <(all_filters_off)
}

# --- measuring ------------------------------------------------------------------------------------------------------

measure_serai() { # LABEL -Dname=value ...
  local label=$1
  shift
  serai_up "$@"
  serai_warm
  COUNT=$count "$peers_sh" measure-addr "$label" "127.0.0.1:$door" "$serai" "$mails"
  local half
  half=$(($(median "$label" mps) / 2))
  RUNS=1 WARMUP=0 COUNT=$((half * 10)) "$peers_sh" measure-addr "$label at half" "127.0.0.1:$door" "$serai" "$mails" --rate "$half"
  serai_down
}

# --- the DNS --------------------------------------------------------------------------------------------------------

# Nothing of a bench leaves the machine. It knows DKIM keys, that hosts have an address, and that nothing is listed; no names of addresses,
# no policies.
dns_up() { # MILLISECONDS
  dns_down
  [ -f "$PEERS_HOME/dkim.pub" ] || openssl genrsa 2048 2>/dev/null | openssl rsa -pubout -outform DER 2>/dev/null | base64 -w0 >"$PEERS_HOME/dkim.pub"
  python3 - "$dns_port" "$1" "$PEERS_HOME/dkim.pub" <<'P' &
import heapq, select, socket, sys, time
port, delay, key = int(sys.argv[1]), int(sys.argv[2]) / 1000, open(sys.argv[3], "rb").read()
text = b"v=DKIM1; p=" + key
strings = b"".join(bytes([len(text[i:i + 255])]) + text[i:i + 255] for i in range(0, len(text), 255))
server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
server.bind(("127.0.0.1", port))
later = []
while True:
    wait = max(0, later[0][0] - time.monotonic()) if later else None
    if select.select([server], [], [], wait)[0]:
        query, client = server.recvfrom(4096)
        end = 12
        while end < len(query) and query[end]:
            end += query[end] + 1
        name, kind = query[12:end], query[end + 2]
        key_asked = b"\x0a_domainkey" in name
        absent = any(name.endswith(tail) for tail in (b"\x04arpa", b"\x03uri\x05bench\x07example")) or b"\x06_dmarc" in name
        data = strings if key_asked and kind == 16 else b"\xc6\x33\x64\x01" if not key_asked and kind == 1 and not absent else b""
        answer = query[:2] + bytes([0x80 | query[2] & 1, 0x83 if absent else 0x80]) + query[4:6]
        answer += bytes([0, 1 if data else 0, 0, 0, 0, 0]) + query[12:end + 5]
        if data:
            answer += b"\xc0\x0c\0" + bytes([kind]) + b"\0\x01\0\0\x0e\x10" + len(data).to_bytes(2, "big") + data
        heapq.heappush(later, (time.monotonic() + delay, len(later), answer, client))
    while later and later[0][0] <= time.monotonic():
        _, _, answer, client = heapq.heappop(later)
        server.sendto(answer, client)
P
  dns=$!
}

dns_down() {
  [ -n "${dns:-}" ] || return 0
  kill "$dns" 2>/dev/null || true
  wait "$dns" 2>/dev/null || true
  dns=''
}

# --- identity -------------------------------------------------------------------------------------------------------

# A mail of 20 KB. Signatures that do not fit cost what good ones cost.
signed_mail() { # DIRECTORY SIGNATURES LINKS
  mkdir -p "$1"
  {
    local i signature
    signature=$(head -c 256 /dev/zero | tr '\0' 'x' | base64 -w0)
    for i in $(seq "$2"); do
      printf 'DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=bench.example; s=s%s;\n' "$i"
      printf ' h=From:To:Subject:Date:Message-ID; bh=%s;\n' "$(head -c 32 /dev/zero | base64)"
      printf ' b=%s\n' "$signature"
    done
    printf 'From: a@bench.example\nTo: user@rcpt.example\nSubject: 20 KB\n'
    printf 'Date: Tue, 24 Nov 2026 08:00:00 +0000\nMessage-ID: <20k@bench.example>\n\n'
    for i in $(seq "$3"); do printf 'https://www.link%s.example.net/\n' "$i"; done
    head -c 20000 < <(yes 'A caravan of camels passes one gate and is looked over, one after the other.')
    echo
  } >"$1/mail.eml"
}

identity_off() {
  printf -- '-Dfilter.%s.mode=off\n' spf dkim arc dmarc ptr sender-domain dnsbl dnswl uribl phishing
}

# The median of one kind of run. The DNS is as slow as DNS_DELAY milliseconds only once Java is warm.
identity_run() { # LABEL COUNT [-Dname=value ...] [-- OPTION ...]
  local label=$1 count=$2 properties=()
  shift 2
  while [ $# -gt 0 ] && [ "$1" != -- ]; do properties+=("$1") && shift; done
  [ $# -eq 0 ] || shift
  serai_up "${properties[@]}"
  serai_warm
  dns_up "${DNS_DELAY:-0}"
  COUNT=$count "$peers_sh" measure-addr "$label" "127.0.0.1:$door" "$serai" "$mails" "$@"
  serai_down
}

measure_identity() {
  rm -f "$results"
  "$peers_sh" up direct
  mails=$PEERS_HOME/mails/20k
  signed_mail "$mails" 1 0
  local off
  mapfile -t off < <(identity_off)
  identity_run '20 KB, no identity checks' 4000 "${off[@]}"
  identity_run '20 KB' 4000
  mails=$PEERS_HOME/mails/lookups
  signed_mail "$mails" 10 20
  local lists=(-Ddns.cache-entries=0 '-Dfilter.uribl.zones=uri.bench.example=1')
  SESSIONS=1 RUNS=1 WARMUP=500 identity_run '30 look-ups at once' 200 "${lists[@]}"
  DNS_DELAY=20 SESSIONS=1 RUNS=1 WARMUP=50 identity_run '30 look-ups of 20 ms' 200 "${lists[@]}"
  dns_up 0
  python3 - "$results" <<'P'
import json, sys
last = {d["label"]: d for d in map(json.loads, open(sys.argv[1])) if d["kind"] != "host"}
cpu = last["20 KB"]["cpu_per_1000_s"] - last["20 KB, no identity checks"]["cpu_per_1000_s"]
print("identity checks of a mail of 20 KB: %.2f ms CPU" % cpu)
for label in ("30 look-ups at once", "30 look-ups of 20 ms"):
    d = last[label]
    print("end of DATA with %s: p50 %.1f, p95 %.1f ms" % (label, d["end_p50_ms"], d["end_p95_ms"]))
P
}

# --- state ----------------------------------------------------------------------------------------------------------

# One client sends all there is: it is counted and held to account like any other, but no limit stops it, and nobody is put off.
measure_state() {
  local filter remembers='greylist correspondents reputation penalty rates recipients policies' off=() on=(
    -Dfilter.greylist.mode=monitor -Dfilter.penalty.private-clients=true -Dfilter.penalty.low=0 -Dfilter.penalty.high=0
    -Dfilter.penalty.extreme=0 -Dfilter.rates.private-clients=true -Dfilter.rates.same-subject=100000000/10m
    '-Dfilter.rates.limits=connections 100000000/1m per client, messages 100000000/10m per sender, failures 100000000/1h per client')
  for filter in $remembers; do off+=("-Dfilter.$filter.mode=off"); done
  rm -f "$results"
  "$peers_sh" up direct
  make_set typical
  for filter in 'without state:off' 'with state:on'; do
    local -n properties=${filter#*:}
    serai_up "${properties[@]}"
    serai_warm
    COUNT=$count "$peers_sh" measure-addr "${filter%:*}" "127.0.0.1:$door" "$serai" "$mails"
    serai_down
  done
  python3 - "$results" <<'P'
import json, sys
last = {d["label"]: d for d in map(json.loads, open(sys.argv[1])) if d["kind"] != "host"}
without, state = last["without state"], last["with state"]
print("filters that remember: %.0f of %.0f messages/s, %.1f %% fewer; CPU %.2f of %.2f s per 1,000" % (state["mps"], without["mps"],
      100 * (1 - state["mps"] / without["mps"]), state["cpu_per_1000_s"], without["cpu_per_1000_s"]))
P
}

# --- clamd ----------------------------------------------------------------------------------------------------------

# The official database is not everywhere at hand: as many signatures, made up.
signatures() {
  python3 - <<'P'
import random
random.seed(1)
with open("made-up.hdb", "w") as hashes, open("made-up.ndb", "w") as bodies:
    for i in range(1_000_000):
        hashes.write("%032x:%d:Made.Up.H%d\n" % (random.getrandbits(128), random.randint(100, 200_000), i))
    for i in range(100_000):
        bodies.write("Made.Up.B%d:%d:*:%064x\n" % (i, random.choice((0, 0, 3, 4, 7)), random.getrandbits(256)))
P
}

clamd_up() {
  local dir=$PEERS_HOME/clamd
  rm -rf "$dir"
  mkdir -p "$dir"
  (cd "$dir" && signatures)
  printf '%s\n' "LocalSocket $dir/clamd.ctl" "DatabaseDirectory $dir" "TemporaryDirectory $dir" 'Foreground yes' \
    "User $(id -un)" 'StreamMaxLength 60M' 'DisableCache yes' 'MaxFileSize 60M' 'MaxScanSize 250M' 'AlertExceedsMax yes' >"$dir/clamd.conf"
  clamd -c "$dir/clamd.conf" >"$dir/log" 2>&1 &
  clamd=$!
  local try
  for try in $(seq 600); do
    [ ! -S "$dir/clamd.ctl" ] || return 0
    sleep 0.1
  done
  echo "serai: clamd did not start (attempt $try), see $dir/log" >&2
  exit 1
}

clamd_down() {
  [ -n "${clamd:-}" ] || return 0
  kill "$clamd" 2>/dev/null || true
  wait "$clamd" 2>/dev/null || true
  clamd=''
}

clock_ticks() { # PID
  sed 's/.*) //' "/proc/$1/stat" | awk '{ print $12 + $13 }'
}

# CPU time of one filter in microseconds, from the metrics.
filter_cpu() { # FILTER
  curl -fsS "http://127.0.0.1:$((door + 1))/observe/metrics" \
    | awk -v line="serai_filter_cpu_seconds_sum{filter=\"$1\"" 'index($0, line) == 1 { printf "%d\n", $NF * 1000000 }'
}

# Neither side keeps its answers: the same mails come again and again here, which they do not outside. Two processes differ by more
# than what is looked for, so what Serai adds is the CPU time of its filter: reading, decoding, hashing and sending to clamd.
measure_clamav() {
  local rate clamd_before clamd_after filter_before filter_after mails_sent=2000
  [ "$count" = 0 ] || [ "$count" -gt 2000 ] || mails_sent=$count
  clamd_up
  serai_up "-Dclamav.uri=unix:$PEERS_HOME/clamd/clamd.ctl" -Dclamav.cache-size=0 -Dhttp.filter-cpu=true
  serai_warm
  COUNT=$mails_sent "$peers_sh" measure-addr 'serai with clamav' "127.0.0.1:$door" "$serai" "$mails"
  rate=$(($(median 'serai with clamav' mps) / 2))
  clamd_before=$(clock_ticks "$clamd")
  filter_before=$(filter_cpu clamav)
  RUNS=3 WARMUP=0 COUNT=$mails_sent "$peers_sh" measure-addr 'serai with clamav at half' "127.0.0.1:$door" "$serai" "$mails" --rate "$rate"
  clamd_after=$(clock_ticks "$clamd")
  filter_after=$(filter_cpu clamav)
  serai_down
  clamd_down
  python3 - "$(((clamd_after - clamd_before) * 1000000 / $(getconf CLK_TCK)))" "$((filter_after - filter_before))" $((3 * mails_sent)) <<'P'
import sys
clamd, added, mails = (int(a) for a in sys.argv[1:])
print("clamd %.2f CPU-s per 1,000; the filter of Serai %.2f, %.1f %% of that" % (clamd / mails / 1000, added / mails / 1000, 100 * added / clamd))
P
}

# The median of several runs stands behind them.
median() { # LABEL FIELD
  python3 - "$results" "$@" <<'P'
import json, sys
lines = [json.loads(line) for line in open(sys.argv[1])]
print(int([d for d in lines if d["kind"] != "host" and d["label"] == sys.argv[2]][-1][sys.argv[3]]))
P
}

measure_peer() { # NAME
  case $1 in
    rspamd* | spam*) "$peers_sh" train "$corpus/train.tsv" "$corpus" >/dev/null ;; # a filter that has learned nothing costs less
  esac
  "$peers_sh" up "$1"
  COUNT=$count "$peers_sh" measure "$1" "$mails"
  "$peers_sh" down "$1"
}

table() {
  python3 - "$PEERS_HOME/report.jsonl" "$peers" <<'P'
import json, sys
rows = [json.loads(line) for line in open(sys.argv[1])]
peers = sys.argv[2].split()
head = ["mails", "what", "messages/s", "end of DATA p50/p95/p99 ms", "CPU-s/1000", "PSS MB", "answers not 250"]
head += ["%s ÷ %s" % (what, peer) for peer in peers for what in ("messages/s", "CPU")]
print("| " + " | ".join(head) + " |\n|" + "---|" * len(head))
for r in rows:
    cells = [r["set"], r["label"], "%.0f" % r["mps"], "%.1f/%.1f/%.1f" % (r["end_p50_ms"], r["end_p95_ms"], r["end_p99_ms"]),
             "%.2f" % r["cpu_per_1000_s"], "%.0f" % r["pss_mb"], "%d" % (r["rejected"] + r["deferred"] + r["errors"])]
    for peer in peers:
        p = [o for o in rows if o["set"] == r["set"] and o["label"] == peer]
        serai = p and r["label"].startswith("serai") and not r["label"].endswith("half")
        cells += ["%.2f" % (r["mps"] / p[0]["mps"]), "%.2f" % (r["cpu_per_1000_s"] / p[0]["cpu_per_1000_s"])] if serai else ["", ""]
    print("| " + " | ".join(cells) + " |")
P
}

# The last figures of each label go to the report, under the name of the set.
collect() { # SET
  python3 - "$results" "$1" >>"$PEERS_HOME/report.jsonl" <<'P'
import json, sys
last = {}
for line in open(sys.argv[1]):
    d = json.loads(line)
    if d["kind"] != "host" and d["label"] != "warming":
        last[d["label"]] = d
for d in last.values():
    print(json.dumps(dict(d, set=sys.argv[2])))
P
}

cleanup() {
  serai_down
  clamd_down
  dns_down
  "$peers_sh" down all
}
trap cleanup EXIT

mkdir -p "$PEERS_HOME"
: >"$PEERS_HOME/report.jsonl"
dns_up 0
make_set typical # for the warm-up, whatever is measured
mapfile -t off < <(all_filters_off)
read -ra kept <<<"$filters"
mapfile -t some < <(all_off_but "${kept[@]}")
for set in $sets; do
  rm -f "$results"
  make_set "$set"
  "$peers_sh" up direct
  COUNT=$count "$peers_sh" measure direct "$mails"
  for peer in $peers; do measure_peer "$peer"; done
  measure_serai 'serai, filters off' "${off[@]}"
  [ -z "$filters" ] || measure_serai 'serai, some filters' "${some[@]}"
  measure_serai 'serai' -Dfilter.greylist.mode=monitor # one client sends all: no mail of it may be put off
  [ -z "$clamav" ] || measure_clamav
  collect "$set"
done
[ -z "$identity" ] || measure_identity
[ -z "$state" ] || measure_state
table | tee "$PEERS_HOME/report.md"
