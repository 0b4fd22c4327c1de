"""The values that flow between the stages. They hold no behaviour beyond derived facts, and import nothing of ours."""
