# Runs in every interactive shell. The machine's own settings are in /etc/bash.bashrc; yours go here.
