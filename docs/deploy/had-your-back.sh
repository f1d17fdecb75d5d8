#!/bin/sh
# /usr/local/bin/had-your-back: every command as the service's user, with the service's settings.
set -a
. /etc/had-your-back.env
set +a
exec runuser -u had-your-back -- /opt/had-your-back/bin/had-your-back "$@"
