#!/usr/bin/env bash
# What anybody may ask of the platform, with curl: bash examples/integrator/public.sh [URL]
set -euo pipefail
URL=${1:-http://127.0.0.1:4000}

# The purposes, by GET: caches may keep the answer.
curl --silent --show-error --fail --get "$URL/graphql" \
  --data-urlencode 'query={ purposes { code nameZh minimumStrength } }'
echo

# One version of the catalogue, by POST with a variable.
curl --silent --show-error --fail "$URL/graphql" --header 'content-type: application/json' \
  --data '{"query": "query ($v: Int) { catalogue(version: $v) { version items(level: 3) { code nameZh } } }", "variables": {"v": 1}}'
echo

# An error in Chinese, with a link to what is documented of its code.
curl --silent --show-error "$URL/graphql" --header 'content-type: application/json' --header 'accept-language: zh-CN' \
  --data '{"query": "{ recipient { code } }"}'
echo

# Where recipients get tokens, and the key of the public log.
curl --silent --show-error --fail "$URL/.well-known/openid-configuration"
echo
curl --silent --show-error --fail "$URL/log/vkey"
