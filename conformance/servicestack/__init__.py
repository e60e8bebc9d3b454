"""The wire of ServiceStack's REST services: JSON, JSV and form data to values and back, and values to elements."""
