"""The reference endpoint of REST services: it answers as ServiceStack 5 does, or as the specifications say."""
