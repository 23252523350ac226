"""The largest group that can buy jointly under everyone's stated conditions, and what each pays to the yen."""
