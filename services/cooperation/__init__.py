"""The cooperation service: programmes between Japan and Indonesia, their sites, and their trainings."""
