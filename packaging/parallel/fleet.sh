#!/bin/bash
# A fleet on one machine, or on some reached by ssh, with GNU parallel: fleet.sh LIST OUT N [PARALLEL OPTIONS…]
# For machines: fleet.sh LIST OUT N --sshloginfile HOSTS (LIST, OUT and this folder on a file system they share).
# A shard that fails is tried three times; merge says what is missing.
set -euo pipefail
list=$1 out=$2 count=$3
shift 3
here=$(cd "$(dirname "$0")" && pwd)
job=$here/../slurm/audit.sbatch
seq "$count" | parallel --env AUDITOR --retries 3 "$@" SHARD={} bash "$job" "$list" "$out" "$count" ||
  echo "fleet.sh: some shards did not end" >&2
exec bash "$here/../slurm/merge.sbatch" "$list" "$out"
