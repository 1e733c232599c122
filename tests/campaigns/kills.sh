#!/usr/bin/env bash
# Kills trainings and an evaluation at random moments with SIGKILL, goes on, and compares the end with that of a run nobody disturbed.
# usage: kills.sh [KILLS of each program, by default 10]
root=$(cd "$(dirname "$(readlink -f "$0")")/../.." && pwd)
source "$root/scripts/setup.sh"
referent_prepare cli "$root/src/Referent.Cli" || exit 1
program="$root/artifacts/bin/Referent.Cli/release/Referent.Cli"
wanted=${1:-10}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
RANDOM=1
bad=0

referent() { "$program" "$@" >"$work/output" 2>&1 || { cat "$work/output"; exit 1; }; }

# Runs a command until it is done, killed up to so many times on its way; prints how often it was.
# usage: disturb KILLS SECONDS COMMAND...
disturb() {
  local left=$1 longest=$2 done=0 pid status
  shift 2
  while :; do
    "$program" "$@" >"$work/output" 2>&1 &
    pid=$!
    if [ "$left" -gt 0 ]; then
      sleep "$(awk -v r=$RANDOM -v l="$longest" 'BEGIN { print 0.2 + r / 32767 * l }')"
      kill -KILL $pid 2>/dev/null
    fi
    wait $pid 2>/dev/null
    status=$?
    if [ $status -eq 137 ]; then
      done=$((done + 1)) left=$((left - 1))
    elif [ $status -eq 0 ]; then
      echo $done
      return 0
    else
      cat "$work/output" >&2
      return 1
    fi
  done
}

# usage: same NAME FOLDER FOLDER FILE...
same() {
  local name=$1 one=$2 other=$3 file
  shift 3
  for file in "$@"; do
    cmp "$one/$file" "$other/$file" || { echo "$name: $file differs"; bad=1; }
  done
}

# Kills so often in all, in as many runs as that takes, each in a folder of its own. usage: campaign NAME SECONDS FILES COMMAND... (RUN stands for the folder)
campaign() {
  local name=$1 longest=$2 files=$3 killed=0 runs=0 times
  shift 3
  mkdir -p "$work/$name/whole"
  referent "${@//RUN/$work/$name/whole/run}"
  while [ $killed -lt "$wanted" ]; do
    runs=$((runs + 1))
    mkdir -p "$work/$name/$runs"
    times=$(disturb $((wanted - killed)) "$longest" "${@//RUN/$work/$name/$runs/run}") || { bad=1; break; }
    same "$name" "$work/$name/whole" "$work/$name/$runs" $files
    killed=$((killed + times))
    [ $runs -lt $((3 * wanted)) ] || { echo "$name: $killed kills in $runs runs"; bad=1; break; }
  done
  echo "$name: killed $killed times in $runs runs"
}

referent world --out "$work/world" --seed 1907 --scenes 12 --objects 12 --splits train=0.7,val=0.3
referent label ppt --data "$work/world"
ppt=(train ppt --config "$root/configs/ppt-smoke.json" --set checkpointEvery=2 --data "$work/world" --resume --out)
results="run/final.safetensors run/metrics.jsonl run/events.out.tfevents.0.referent"
campaign training 8 "$results run/stages/1-semantic/final.safetensors run/selections/4-2-hRef.json run/selections/4-2-hGroup.json" "${ppt[@]}" RUN
tris=(train tris-stage1 --config "$root/configs/tris-smoke.json" --set checkpointEvery=1 --data "$work/world" --resume --out)
campaign tris 6 "$results" "${tris[@]}" RUN
referent label tris-maps --data "$work/world" --run "$work/tris/whole/run"
irnet=(train irnet --config "$root/configs/tris-smoke.json" --set checkpointEvery=1 --data "$work/world" --resume --out)
campaign irnet 6 "$results run/affinity.jsonl" "${irnet[@]}" RUN
referent label tris-masks --data "$work/world" --run "$work/irnet/whole/run"
stage2=(train tris-stage2 --config "$root/configs/tris-smoke.json" --set checkpointEvery=1 --data "$work/world" --resume --out)
campaign stage2 6 "$results" "${stage2[@]}" RUN
campaign evaluation 2 "run" eval --data "$work/world" --dataset world --split train --method ppt --resume --predictions RUN

# The threads that prepare data, few instead of many; those of the operators stay, on which sums of floats depend.
DOTNET_ThreadPool_ForceMinWorkerThreads=1 DOTNET_ThreadPool_ForceMaxWorkerThreads=1 referent "${ppt[@]}" "$work/single/run"
same threads "$work/training/whole" "$work/single" $results

[ $bad -eq 0 ] && echo "Everything ended in the same bytes."
