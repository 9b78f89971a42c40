-- AlterTable
ALTER TABLE "WaitingSandbox" ADD COLUMN "images" TEXT NOT NULL DEFAULT '';
