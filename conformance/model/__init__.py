"""The words: frozen data that every other room speaks, stdlib only."""
