# unit tests of src/gateway
