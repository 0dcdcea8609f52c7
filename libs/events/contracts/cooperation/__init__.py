"""What the cooperation service answers for: programmes, sites, and trainings."""
