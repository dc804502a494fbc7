"""The screens of operations, part by part."""
