#!/bin/sh
# Writes deploy/.env for compose.yaml: the domain, and secrets that nobody else has.
#   sh deploy/setup.sh ops.example.com you@example.com
set -eu
umask 077

cd "$(dirname "$0")"
if [ "$#" -ne 2 ]; then
  echo "Use: sh deploy/setup.sh DOMAIN EMAIL (the email is for notices about the certificate)" >&2
  exit 64
fi
if [ -e .env ]; then
  echo "deploy/.env is there already, and its secrets open the data: nothing was changed." >&2
  exit 1
fi
case "$1" in
  *[!A-Za-z0-9.-]* | -* | .* | '')
    echo "The domain must be a name such as ops.example.com, without https:// or a path." >&2
    exit 64
    ;;
esac
case "$2" in
  *[!A-Za-z0-9.@_+-]* | @* | *@)
    echo "The email must be an address such as you@example.com." >&2
    exit 64
    ;;
  *@*) ;;
  *)
    echo "The email must be an address such as you@example.com." >&2
    exit 64
    ;;
esac

random() {
  od -An -v -tx1 -N 32 /dev/urandom | tr -d ' \n'
}

draft=".env.$$"
trap 'rm -f "$draft"' EXIT
cat >"$draft" <<EOF
# Written by setup.sh. Keep a copy where a lost machine doesn't take it along: without SECRETS_KEY, the secrets
# in a backup can't be opened. The passwords of the database are read when it is made, and not again.
DOMAIN=$1
ACME_EMAIL=$2

POSTGRES_PASSWORD=$(random)
APP_DATABASE_PASSWORD=$(random)
AUTH_DATABASE_PASSWORD=$(random)
JWT_SECRET=$(random)
CRON_SECRET=$(random)
SECRETS_KEY=$(random)

# After you have made your own account, close sign-up: closed, and true.
SIGN_UP=open
AUTH_SIGN_UP_DISABLED=false

# The server that sends emails. Set all of them, or none: without it, no address is confirmed and no
# password can be reset. SMTP_URL repeats it for the app, with special characters as in a URL.
#SMTP_HOST=smtp.example.com
#SMTP_PORT=587
#SMTP_USER=opspulse
#SMTP_PASS=
#MAIL_ADDRESS=ops@example.com
#SMTP_URL=smtp://opspulse:password@smtp.example.com:587
#MAIL_FROM="OpsPulse <ops@example.com>"
#AUTH_EMAILS=sent
#AUTH_AUTOCONFIRM=false
EOF
mv "$draft" .env
trap - EXIT
echo "deploy/.env is written. Start OpsPulse: docker compose --file deploy/compose.yaml up --detach --build"
